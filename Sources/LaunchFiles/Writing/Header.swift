import CommandLineKit
import Presentation
import Quantities

/// The comment at the top of a launch file: the forecast that it is meant to meet, and the command
/// that checks it.
enum Header {
  /// - Parameters:
  ///   - replicas: how many replicas stand behind one endpoint of this file.
  ///   - name: the model as the endpoint calls it.
  static func lines(
    _ job: ExportJob, replicas: Int = 1, name: String? = nil, notes: [String] = []
  ) -> [String] {
    var lines = ["Written by inferplan from \(job.plan.forecast.origin)."]
    lines.append(deployment(job))
    lines += notes + checkpointNotes(job)
    lines += ["", "Forecast:"] + forecast(job.plan.forecast).map { "  " + $0 }
    lines += ["", "Once it serves, this holds the forecast against it:"]
    lines.append(
      "  " + check(job, replicas: replicas, name: name ?? job.plan.model, against: job.planFile))
    return lines.map { PrintableText.escaped($0) }
  }

  /// The comment of a file that stands before several deployments.
  /// - Parameter tiers: their names for the endpoint, with what each is.
  static func lines(tiers: [PlannedTier], _ job: ExportJob, notes: [String]) -> [String] {
    var lines = ["Written by inferplan from the tiers of \(job.planFile)."] + notes
    for tier in tiers {
      lines += ["", "\(tier.name), \(Text.number(tier.share * 100)) % of the requests:"]
      var part = job
      part.plan = tier.plan
      part.tiers = []
      lines += (["\(deployment(part))"] + forecast(tier.plan.forecast)).map { "  " + $0 }
      lines.append("  check: " + check(part, replicas: .max, name: tier.name, against: nil))
    }
    return lines.map { PrintableText.escaped($0) }
  }

  private static func deployment(_ job: ExportJob) -> String {
    switch job.plan.means {
    case .service(let service): return "\(job.plan.model) as sold by \(service.provider)."
    case .server(let server):
      let devices = server.layout.devices
      var words = "\(job.plan.model) in \(server.weights), cache in \(server.kvCache), "
      words += "on \(job.engineName(server)); "
      words += "\(devices) × \(server.hardwareName) a replica, "
      words += server.replicas == 1 ? "1 replica" : "\(server.replicas) replicas"
      if server.machines > 1 { words += " on \(server.machines) machines" }
      if server.spareMachines > 0 { words += ", \(server.spareMachines) more to spare" }
      return words + "."
    }
  }

  private static func checkpointNotes(_ job: ExportJob) -> [String] {
    guard case .server(let server) = job.plan.means, !job.hasCheckpoint,
      Quantization.needsCheckpoint(server)
    else { return [] }
    return [
      "The plan counts on weights in \(server.weights), which are not the published ones: "
        + "name theirs with --checkpoint."
    ]
  }

  private static func forecast(_ forecast: PlannedForecast) -> [String] {
    var lines = ["\(forecast.inputTokens) tokens in, \(forecast.outputTokens) out a request"]
    func rate(_ value: Double) -> String { NumberFormat.significant(value) + " requests/s" }
    if let peak = forecast.peakRate {
      var line = "load: " + rate(peak) + " at the peak"
      if let most = forecast.maximumRate { line += "; it carries at most " + rate(most) }
      lines.append(line)
    } else if let concurrency = forecast.concurrency {
      lines.append("load: \(concurrency) requests at once")
    }
    let percentile = forecast.isPercentile ? " p95" : ""
    for (name, latency) in [
      ("TTFT", forecast.ttft), ("TPOT", forecast.tpot), ("E2E", forecast.endToEnd),
    ] {
      guard let latency else { continue }
      func time(_ milliseconds: Double) -> String {
        NumberFormat.seconds(Seconds(milliseconds / 1000))
      }
      var line = "\(name)\(percentile): \(time(latency.value))"
      if let low = latency.low, let high = latency.high {
        line += ", in 80 of 100 cases \(time(low)) to \(time(high))"
      }
      lines.append(line)
    }
    if let cost = forecast.monthlyCost {
      var line = "cost: \(NumberFormat.money(USDollars(cost))) a month"
      if let tokens = forecast.costPerMillionOutputTokens {
        line += ", \(NumberFormat.money(USDollars(tokens))) a million tokens of output"
      }
      lines.append(line)
    }
    return lines
  }

  /// The command that measures one endpoint, under its share of the load.
  /// - Parameter planFile: what holds the forecast; `nil` for none that can be named.
  private static func check(
    _ job: ExportJob, replicas: Int, name: String, against planFile: String?
  ) -> String {
    let forecast = job.plan.forecast
    var words = [
      "inferplan", "measure", "http://HOST:PORT/v1", "--model", name, "--input",
      String(forecast.inputTokens), "--output", String(forecast.outputTokens),
    ]
    var all = 1
    if case .server(let server) = job.plan.means { all = max(1, server.replicas) }
    if let peak = forecast.peakRate, peak > 0 {
      let share = peak * Double(min(replicas, all)) / Double(all)
      words += ["--rate", Text.number(share)]
    } else if let concurrency = forecast.concurrency {
      words += ["--concurrency", String(concurrency)]
    }
    if let planFile { words += ["--against", planFile] }
    return words.map(ShellText.word).joined(separator: " ")
  }
}
