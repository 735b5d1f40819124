import Catalog
import Confidence

/// Ranks what runs on a device within a budget.
public struct VisionFinder: Sendable {
  public let catalog: VisionCatalog
  public let accuracies: VisionAccuracies
  private let evidence: VisionEvidence
  private let model: LatencyModel
  private let intervals: VisionIntervals
  private let knowledge: VisionKnowledge
  /// Families that somebody has run under a runtime on a unit: others may lack operators there.
  private let runs: Set<String>

  /// Reads the catalogs.
  /// - Throws: ``CatalogError`` where one cannot be read.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    catalog = try VisionCatalog(files)
    accuracies = try VisionAccuracies(files)
    evidence = try VisionEvidence(files)
    model = try LatencyModel(files)
    intervals = try VisionIntervals(files)
    knowledge = VisionKnowledge(evidence.measurements)
    var runs: Set<String> = []
    for one in evidence.measurements {
      guard let network = catalog.network(id: one.network) else { continue }
      runs.insert("\(network.family) \(one.runtime) \(one.unit.rawValue)")
    }
    self.runs = runs
  }

  /// The chance with which an option has to keep the budget, as in plans of language models.
  public static let confidence = 0.7

  /// What there is for a question.
  public struct Finding: Sendable {
    /// Options that keep the budget surely enough (``VisionFinder/confidence``), the most accurate
    /// first; those whose accuracy nobody published come last.
    public var options: [VisionOption]
    /// Options that keep every other wish and miss the budget, the nearest first.
    public var misses: [VisionOption]
    /// Options left out because nobody published an accuracy that the floor could be held to.
    public var withoutAccuracy: Int
    /// Whether the device has been measured at all.
    public var isMeasuredDevice: Bool
  }

  public func find(_ question: VisionQuestion) -> Finding {
    var all = measured(question)
    let known = Set(all.map(Place.init))
    all += interpolated(question).filter { !known.contains(Place($0)) }
    var withoutAccuracy = 0
    if let floor = question.accuracyFloor {
      all = all.filter { option in
        guard let accuracy = option.accuracy, accuracy.isComparable else {
          withoutAccuracy += 1
          return false
        }
        return accuracy.percent >= floor
      }
    }
    var options: [VisionOption] = [], misses: [VisionOption] = []
    for option in all {
      if option.chance >= Self.confidence { options.append(option) } else { misses.append(option) }
    }
    return Finding(
      options: options.sorted(by: Self.isBetter),
      misses: misses.sorted { excess($0, question) < excess($1, question) },
      withoutAccuracy: withoutAccuracy,
      isMeasuredDevice: evidence.measurements.contains { $0.device == question.device.id })
  }

  /// How many times its limit an option takes; 0 without a limit.
  public func excess(_ option: VisionOption, _ question: VisionQuestion) -> Double {
    question.limit(option.figure).map { option.milliseconds / $0 } ?? 0
  }

  /// Known accuracies before unknown ones, higher before lower, then what is measured, then speed.
  static func isBetter(_ a: VisionOption, _ b: VisionOption) -> Bool {
    func key(_ option: VisionOption) -> (Int, Double, Int, Double, String) {
      let accuracy = option.accuracy.flatMap { $0.isComparable ? $0.percent : nil }
      return (
        accuracy == nil ? 1 : 0, -(accuracy ?? 0), option.isMeasured ? 0 : 1, option.milliseconds,
        "\(option.network) \(option.runtime) \(option.precision?.rawValue ?? "")"
      )
    }
    return key(a) < key(b)
  }

  private struct Place: Hashable {
    var network: String
    var side: Int
    var unit: VisionUnit
    var runtime: String
    var precision: VisionPrecision?
    var figure: VisionFigure

    init(_ option: VisionOption) {
      network = option.network
      side = Int((option.inputSide ?? 0).rounded())
      unit = option.unit
      runtime = option.runtime
      precision = option.precision
      figure = option.figure
    }
  }

  private func measured(_ question: VisionQuestion) -> [VisionOption] {
    evidence.measurements.filter {
      $0.device == question.device.id && $0.task == question.task
        && question.accepts($0.figure)
        && (question.runtime == nil || $0.runtime == question.runtime)
        && (question.precision == nil || $0.precision == question.precision)
    }.map { one in
      VisionOption(
        network: one.network, inputSide: one.inputSide, unit: one.unit, runtime: one.runtime,
        precision: one.precision, figure: one.figure, milliseconds: one.milliseconds, range: nil,
        chance: question.limit(one.figure).map { one.milliseconds <= $0 ? 1 : 0 } ?? 1,
        accuracy: accuracies.accuracy(
          network: one.network, task: question.task, side: one.inputSide,
          precision: one.precision),
        basis: .measured(one))
    }
  }

  /// A runtime on a unit in a precision.
  private struct Setting: Hashable {
    var unit: VisionUnit
    var runtime: String
    var precision: VisionPrecision
    var figure: VisionFigure
  }

  private func interpolated(_ question: VisionQuestion) -> [VisionOption] {
    var ofNetwork: [String: VisionMeasurement] = [:]
    for one in evidence.measurements where one.task == question.task {
      // The one nearest: on this unit before others, then the newest.
      let key = "\(one.network) \(one.unit.rawValue)"
      if let other = ofNetwork[key], other.source.asOf >= one.source.asOf { continue }
      ofNetwork[key] = one
    }
    let networks = catalog.networks.filter { $0.task == question.task }
    var options: [VisionOption] = []
    for setting in settings(question) {
      for network in networks
      where runs.contains("\(network.family) \(setting.runtime) \(setting.unit.rawValue)") {
        for side in sides(network, question.task) {
          guard
            let work = VisionWork(
              device: question.device, unit: setting.unit, runtime: setting.runtime,
              precision: setting.precision, figure: setting.figure, network: network,
              inputSide: Double(side))
          else { continue }
          let tier = knowledge.tier(work)
          let interval = intervals.interval(setting.unit, tier)
          let milliseconds = model.milliseconds(work)
          let limit = question.limit(setting.figure)
          options.append(
            VisionOption(
              network: network.id, inputSide: Double(side), unit: setting.unit,
              runtime: setting.runtime, precision: setting.precision, figure: setting.figure,
              milliseconds: milliseconds, range: interval.range(milliseconds),
              chance: limit.map { interval.chance(atMost: $0, forecast: milliseconds) } ?? 1,
              accuracy: accuracies.accuracy(
                network: network.id, task: question.task, side: Double(side),
                precision: setting.precision),
              basis: .interpolated(
                tier, nearest: ofNetwork["\(network.id) \(setting.unit.rawValue)"])))
        }
      }
    }
    return options
  }

  /// The sides that are worth a forecast: that of the network, and those of known accuracies.
  private func sides(_ network: VisionNetwork, _ task: String) -> [Int] {
    guard let own = network.inputSide, network.operations != nil else { return [] }
    return accuracies.sides(network: network.id, task: task).union([Int(own.rounded())]).sorted()
  }

  /// The settings that were measured on the device or on one of its generation; of a device that
  /// nobody has measured, also those of two of its maker and platform.
  private func settings(_ question: VisionQuestion) -> [Setting] {
    var devices: [Setting: Set<String>] = [:]
    var ofGeneration: Set<Setting> = []
    let asked = question.device.accelerator
    let isMeasured = evidence.measurements.contains { $0.device == question.device.id }
    for one in evidence.measurements
    where one.device == question.device.id || one.unit == question.device.unit {
      // How fast a batch passes depends on how large it is.
      guard let precision = one.precision, one.figure != .batched, question.accepts(one.figure),
        question.runtime == nil || one.runtime == question.runtime,
        question.precision == nil || precision == question.precision
      else { continue }
      let setting = Setting(
        unit: one.unit, runtime: one.runtime, precision: precision, figure: one.figure)
      if one.device == question.device.id {
        ofGeneration.insert(setting)
      } else {
        guard let other = catalog.device(id: one.device)?.accelerator, let asked,
          other.platform == asked.platform, other.vendor == asked.vendor
        else { continue }
        if other.architecture == asked.architecture { ofGeneration.insert(setting) }
      }
      devices[setting, default: []].insert(one.device)
    }
    return devices.filter {
      ofGeneration.contains($0.key) || (!isMeasured && $0.value.count >= 2)
    }.keys.sorted {
      ($0.runtime, $0.precision.rawValue, $0.unit.rawValue, $0.figure.rawValue)
        < ($1.runtime, $1.precision.rawValue, $1.unit.rawValue, $1.figure.rawValue)
    }
  }
}
