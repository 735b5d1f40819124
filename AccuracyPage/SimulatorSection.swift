import Accuracy
import Presentation

/// What the page says of the simulator: percentiles of runs that were timed request by request, and
/// published averages.
enum SimulatorSection {
  static func blocks(_ runs: [ServedRun], _ points: SimulatedPoints) -> [Document.Block] {
    var blocks: [Document.Block] = [
      .heading("The simulator"),
      .paragraph(
        "Runs of which every request was timed (Data/served), played with their own arrivals and "
          + "lengths and nothing else known: simulated over measured, in percent. Both lie far "
          + "beyond saturation, where an error of the step time adds up over the queue."),
      .table(table(runs)),
    ]
    blocks.append(.bullets(runs.map { "\($0.name): \($0.notes)" }))
    blocks += [
      .paragraph(
        "Other simulators on the first run, end to end on average: LLMServingSim, profiled on that "
          + "machine, −1.8 %; AISimulate −7.8 %; BLIS +8.6 %. On runs of a 14B model in BF16 on an "
          + "H100 under vLLM 0.23 at 2 to 12 requests/s, which are not published request by request: "
          + "AISimulate TTFT −8 to −19 %, TPOT +12 to +23 %, end to end +11 to +21 %; BLIS TTFT −42 "
          + "to −67 %, end to end +2 to −42 %."),
      .paragraph(
        "Published averages of closed loops and request rates, played under the coefficients that "
          + "ship, beside the closed form under the same: what playing adds. "
          + "Loads beyond what the simulated replica carries (\(points.overloaded)) are left out."
      ),
      .table(table(points)),
    ]
    return blocks
  }

  private static func table(_ runs: [ServedRun]) -> Table {
    var table = Table(
      columns: [.init("run"), .init("figure")]
        + ["mean", "p50", "p90", "p95", "p99"].map { .init($0, .trailing) })
    for run in runs {
      for (name, path) in [
        ("TTFT", \ServedRun.Latencies.firstToken), ("TPOT", \ServedRun.Latencies.perToken),
        ("end to end", \ServedRun.Latencies.endToEnd),
      ] {
        let measured = run.measured[keyPath: path], simulated = run.simulated[keyPath: path]
        func error(_ figure: ([Double]) -> Double) -> String {
          percent(figure(simulated) / figure(measured) - 1)
        }
        table.addRow(
          [run.name, name, error(mean)]
            + [0.5, 0.9, 0.95, 0.99].map { share in error { quantile($0, share) } })
      }
    }
    return table
  }

  private static func table(_ points: SimulatedPoints) -> Table {
    var table = Table(
      columns: [.init("load, figure")]
        + ["n", "closed form MdAPE", "p75", "bias", "simulated MdAPE", "p75", "bias"].map {
          .init($0, .trailing)
        })
    for kind in SimulatedPoints.Kind.allCases {
      let mine = points.points.filter { $0.kind == kind }
      guard !mine.isEmpty else { continue }
      let closed = ErrorSummary(mine.map { ($0.closedForm, $0.measured) })
      let played = ErrorSummary(mine.map { ($0.simulated, $0.measured) })
      func columns(_ summary: ErrorSummary) -> [String] {
        [summary.median, summary.p75].map { NumberFormat.significant($0, digits: 2) }
          + [percent(summary.bias / 100)]
      }
      table.addRow(
        [kind.rawValue, NumberFormat.count(mine.count)] + columns(closed) + columns(played))
    }
    return table
  }

  private static func percent(_ ratio: Double) -> String {
    let value = (ratio * 100).rounded()
    return (value >= 0 ? "+" : "−") + NumberFormat.count(Int(min(abs(value), 1e9)))
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  /// The least value that a share of the values does not exceed.
  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard !sorted.isEmpty else { return .nan }
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }
}
