import Catalog
import Presentation
import Quantities

/// The answer to a question in words and tables.
public struct VisionReport: Sendable {
  private let finding: VisionFinder.Finding
  private let question: VisionQuestion
  private let finder: VisionFinder
  /// Rows to show.
  private let count: Int
  /// Every runtime and precision of a network, not only the best.
  private let showsAll: Bool

  public init(
    _ finding: VisionFinder.Finding, _ question: VisionQuestion, finder: VisionFinder,
    count: Int = 12, showsAll: Bool = false
  ) {
    self.finding = finding
    self.question = question
    self.finder = finder
    self.count = count
    self.showsAll = showsAll
  }

  public var document: Document {
    var blocks: [Document.Block] = [.heading(title, level: 1)]
    if !finding.isMeasuredDevice {
      blocks.append(
        .paragraph(
          "Nobody whose figures are here has measured this device: everything is interpolated from "
            + "devices of its platform, with intervals to match."))
    }
    if finding.options.isEmpty {
      blocks += nothing
    } else {
      let first = chosen
      // A forecast may outrank all that is measured; what is sure must not fall off the end.
      let sure = first.contains(where: \.isMeasured) ? [] : measured
      blocks.append(.table(table(first, title: ranking, of: first + sure)))
      if !sure.isEmpty {
        blocks.append(
          .table(table(sure, title: "The most accurate that are measured", of: first + sure)))
      }
      let shown = first + sure
      blocks += sources(shown)
      blocks.append(.bullets(remarks(shown)))
    }
    return Document(blocks)
  }

  private var title: String {
    var words = "\(question.task.prefix(1).uppercased())\(question.task.dropFirst()) on "
    words += question.device.name
    var limits: [String] = []
    if let limit = question.latencyLimit { limits.append("\(Self.time(limit)) an image") }
    if let rate = question.rateFloor { limits.append("\(Self.number(rate)) images/s") }
    if !limits.isEmpty { words += " within " + limits.joined(separator: ", at ") }
    return words
  }

  private var ranking: String {
    let metric = finder.accuracies.metrics[question.task]
    return (metric.map { "Most accurate first (\($0))" } ?? "Fastest first: no accuracy is known")
      + (showsAll ? "" : "; the best runtime and precision of each network")
  }

  /// The rows to show: of each network at each size the best option, unless all are wanted.
  private var chosen: [VisionOption] {
    guard !showsAll else { return Array(finding.options.prefix(count)) }
    var seen: Set<String> = []
    var chosen: [VisionOption] = []
    for option in finding.options where chosen.count < count {
      if seen.insert("\(option.network) \(option.inputSide ?? 0)").inserted {
        chosen.append(option)
      }
    }
    return chosen
  }

  /// The best options that are measured.
  private var measured: [VisionOption] {
    var seen: Set<String> = []
    var chosen: [VisionOption] = []
    for option in finding.options where option.isMeasured && chosen.count < 5 {
      if seen.insert("\(option.network) \(option.inputSide ?? 0)").inserted {
        chosen.append(option)
      }
    }
    return chosen
  }

  /// - Parameter shown: all options of the report, whose sources are numbered together.
  private func table(
    _ options: [VisionOption], title: String, of shown: [VisionOption]
  ) -> Table {
    var table = Table(
      title: title,
      columns: [
        .init("Network @ pixels"), .init("Runtime, unit, numbers"), .init("Accuracy", .trailing),
        .init("Time", .trailing), .init("80 % range", .trailing), .init("Basis"),
      ])
    for option in options {
      let runtime = finder.catalog.runtime(id: option.runtime)?.name ?? option.runtime
      table.addRow(
        option.network + (option.inputSide.map { " @ \(Int($0.rounded()))" } ?? ""),
        "\(runtime), \(option.unit.name), \(option.precision?.rawValue ?? "not stated")",
        accuracy(option),
        option.figure == .latency
          ? Self.time(option.milliseconds) : Self.number(1000 / option.milliseconds) + "/s",
        range(option), basis(option, among: shown))
    }
    return table
  }

  /// The range of a time, or of a rate, which is low where the time is high.
  private func range(_ option: VisionOption) -> String {
    guard let range = option.range else { return "" }
    return option.figure == .latency
      ? "\(Self.number(range.lowerBound))–\(Self.number(range.upperBound)) ms"
      : "\(Self.number(1000 / range.upperBound))–\(Self.number(1000 / range.lowerBound))/s"
  }

  private func accuracy(_ option: VisionOption) -> String {
    guard let accuracy = option.accuracy else { return "unknown" }
    let digits = NumberFormat.significant(accuracy.percent, digits: 3)
    return switch accuracy.basis {
    case .published, .asTrained: digits
    case .lessUsualLoss: "~" + digits
    case .lossUnknown: "<" + digits
    case .partialSet: "unknown"
    }
  }

  private func basis(_ option: VisionOption, among options: [VisionOption]) -> String {
    switch option.basis {
    case .measured(let one):
      let number = Self.sources(of: options).firstIndex(of: one.source).map { " [\($0 + 1)]" }
      return "measured" + (number ?? "")
    case .interpolated:
      let hasLimit = question.limit(option.figure) != nil
      return "interpolated" + (hasLimit ? ", \(Self.chance(option.chance)) within" : "")
    }
  }

  private static func sources(of options: [VisionOption]) -> [VisionSource] {
    var sources: [VisionSource] = []
    for option in options {
      if case .measured(let one) = option.basis, !sources.contains(one.source) {
        sources.append(one.source)
      }
    }
    return sources
  }

  private func sources(_ options: [VisionOption]) -> [Document.Block] {
    let sources = Self.sources(of: options)
    guard !sources.isEmpty else { return [] }
    return [
      .heading("Sources"),
      .bullets(
        sources.enumerated().map { index, source in
          "[\(index + 1)] \(source.title), \(source.asOf): \(source.url)"
        }),
    ]
  }

  private func remarks(_ options: [VisionOption]) -> [String] {
    var remarks: [String] = []
    if options.contains(where: { $0.figure != .latency }) {
      remarks.append(
        "Rates without a time are of pipelines or batches: several images are under way, so that "
          + "their reciprocal is not how long an image takes.")
    }
    if options.contains(where: { $0.accuracy?.basis == .lessUsualLoss }) {
      let losses = VisionPrecision.allCases.compactMap { precision in
        finder.accuracies.usualLoss(task: question.task, precision: precision).map {
          "\(Self.number($0.points)) points (\(precision.rawValue), \($0.networks) networks)"
        }
      }
      remarks.append(
        "~ is the accuracy as trained less what quantization usually takes: "
          + losses.joined(separator: ", ") + ".")
    }
    if options.contains(where: { $0.accuracy?.basis == .lossUnknown }) {
      remarks.append("< is the accuracy as trained; what quantization takes, nobody measured.")
    }
    let tiers = Set(
      options.compactMap { option -> VisionTier? in
        if case .interpolated(let tier, _) = option.basis { tier } else { nil }
      })
    if !tiers.isEmpty {
      remarks.append(
        "Interpolated: " + tiers.sorted().map(\.words).joined(separator: "; ")
          + ". 80 of 100 measurements would lie in the range.")
    }
    let labels = Set(
      options.flatMap { option -> [String] in
        if case .measured(let one) = option.basis { one.labels + [one.scope.words] } else { [] }
      })
    if !labels.isEmpty {
      remarks.append("Of what is measured: " + labels.sorted().joined(separator: "; ") + ".")
    }
    if finding.withoutAccuracy > 0 {
      remarks.append(
        "\(NumberFormat.count(finding.withoutAccuracy)) combinations whose accuracy nobody "
          + "published in this metric are left out.")
    }
    return remarks
  }

  /// What to say where nothing keeps the budget.
  private var nothing: [Document.Block] {
    let nearest = Array(finding.misses.prefix(3))
    guard let first = nearest.first, let limit = question.limit(first.figure) else {
      return [
        .paragraph(
          "There is no network for this task, runtime and precision on this device"
            + (question.accuracyFloor == nil ? "." : " that is known to be so accurate."))
      ]
    }
    let over = first.milliseconds - limit
    return [
      .paragraph(
        "Nothing keeps the budget. The nearest, \(first.network) under "
          + "\(finder.catalog.runtime(id: first.runtime)?.name ?? first.runtime), takes "
          + "\(Self.time(first.milliseconds)): \(Self.time(over)) or "
          + "\(NumberFormat.percent(over / limit)) more than \(Self.time(limit))"
          + (first.isMeasured ? " (measured)." : " (interpolated).")),
      .table(table(nearest, title: "Nearest to the budget", of: nearest)),
    ] + sources(nearest)
  }

  static func time(_ milliseconds: Double) -> String {
    NumberFormat.seconds(Seconds(milliseconds / 1000))
  }

  /// A chance in whole percent: more digits than that no interval bears.
  private static func chance(_ chance: Double) -> String {
    chance < 0.01 ? "under 1 %" : chance > 0.99 ? "over 99 %" : "\(Int((chance * 100).rounded())) %"
  }

  static func number(_ value: Double) -> String { NumberFormat.significant(value, digits: 3) }
}
