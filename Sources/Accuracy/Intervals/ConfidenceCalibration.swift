import Catalog
import Confidence
import PerformanceModel
import Presentation

/// The files that say how far forecasts with fitted coefficients may be off, and by what evidence.
public struct ConfidenceCalibration: Sendable {
  private let prepared: PreparedPoints
  private let prior: Coefficients
  private let calibration: Calibration

  /// - Parameters:
  ///   - prepared: the measurements, those of memory included.
  ///   - prior: where fits start.
  ///   - calibration: the fit to all of them, for which the files are made.
  public init(_ prepared: PreparedPoints, prior: Coefficients, calibration: Calibration) {
    self.prepared = prepared
    self.prior = prior
    self.calibration = calibration
  }

  private var provenance: Provenance {
    Provenance(source: "inferplan calibrate", asOf: calibration.asOf)
  }

  /// The intervals file. Takes a fit for every fold of three cross-validations.
  ///
  /// Setups and devices that the fit knows are judged on sources that it does not; devices and
  /// architectures that it does not know by holding them out, with the sources that are alone in
  /// having measured one.
  public var intervals: String {
    var residuals: [Residual] = []
    var seen = Set<Held>()
    for grouping in [CrossValidation.Grouping.source, .hardware, .architecture] {
      let validation = CrossValidation(prepared, by: grouping, prior: prior)
      for (index, residual) in Residual.all(validation, prepared.points).enumerated() {
        // Memory is forecast alike by every fit.
        guard let residual,
          grouping == .source || (residual.tier >= .knownFamily && residual.category != .memory),
          // A measurement speaks once for a tier: where its source was held out with its device,
          // that is the stricter judgement.
          seen.insert(Held(point: index, tier: residual.tier)).inserted
        else { continue }
        residuals.append(residual)
      }
    }
    let columns = [
      "category", "tier", "low", "high", "points", "sources", "coefficients", "source", "as_of",
    ]
    var table = Table(columns: columns.map { Table.Column($0) })
    let madeFor = "cksum \(POSIXChecksum(calibration.csv.utf8).value)"
    let source =
      provenance.source + ": forecasts of published measurements by fits that have not seen them"
    for row in IntervalFit(residuals).rows(provenance) {
      table.addRow(
        row.category.rawValue, row.tier.rawValue, Self.digits(row.interval.low),
        Self.digits(row.interval.high), String(row.points), String(row.sources), madeFor, source,
        calibration.asOf)
    }
    return table.csv()
  }

  /// The file of the devices and engines that the fit has seen.
  public var knownHardware: String {
    let known = KnownHardware(prepared)
    let columns = ["id", "engine", "architecture", "points", "source", "as_of"]
    var table = Table(columns: columns.map { Table.Column($0) })
    for (setup, points) in known.points.sorted(by: { $0.key < $1.key }) {
      table.addRow(
        setup.device, setup.engine, known.architectures[setup.device] ?? "", String(points),
        provenance.source, calibration.asOf)
    }
    return table.csv()
  }

  /// The file of measurements that an estimate can name as its evidence, each with the forecast for
  /// it: of a cell and load one row for every fourfold of lengths and concurrency, the newest.
  public var evidence: String {
    let forecasts = prepared.forecasts(calibration.coefficients)
    var chosen: [EvidencePlace: Int] = [:]
    for (index, point) in prepared.points.enumerated() where forecasts[index] != nil {
      let place = EvidencePlace(point)
      if let known = chosen[place], (prepared.points[known].date ?? "") >= (point.date ?? "") {
        continue
      }
      chosen[place] = index
    }
    var table = Table(columns: Evidence.columns.map { Table.Column($0) })
    for index in chosen.values.sorted() {
      guard let forecast = forecasts[index] else { continue }
      let point = prepared.points[index]
      let deployment = point.deployment
      let subject = EvidenceSubject(deployment, point.workload, shape: point.shape)
      table.addRow(
        point.id, point.quantity.rawValue, point.shape.rawValue, deployment.model.id,
        Self.digits(subject.activeParameters / 1e9), deployment.weightFormat.id,
        Self.digits(subject.bits), deployment.engine.id, deployment.accelerator.id,
        String(subject.devices), Self.digits(point.workload.inputTokens),
        Self.digits(point.workload.outputTokens), Self.digits(point.evidenceConcurrency),
        Self.digits(point.measured), Self.digits(forecast), point.source, point.url ?? "",
        point.date ?? "")
    }
    return table.csv()
  }

  /// Four significant digits: more than a measurement repeats to.
  private static func digits(_ value: Double) -> String {
    let short = NumberFormat.significant(value, digits: 4).filter { $0 != "," }
    guard let number = Double(short) else { return String(value) }
    return number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }
}

/// A measurement in the role of one tier.
private struct Held: Hashable {
  var point: Int
  var tier: ConfidenceTier
}

/// What evidence is told apart by.
private struct EvidencePlace: Hashable {
  var cell: String
  var quantity: MeasuredQuantity
  var shape: LoadShape
  var input: Int
  var output: Int
  var concurrency: Int

  init(_ point: ResolvedPoint) {
    cell = point.cellKey
    quantity = point.quantity
    shape = point.shape
    input = Self.fourfolds(point.workload.inputTokens)
    output = Self.fourfolds(point.workload.outputTokens)
    concurrency = Self.fourfolds(point.evidenceConcurrency)
  }

  private static func fourfolds(_ number: Double) -> Int { Int(max(1, number).exponent) / 2 }
}

extension ResolvedPoint {
  /// Requests at once; 0 where the engine decides.
  fileprivate var evidenceConcurrency: Double {
    switch load {
    case .single: 1
    case .together(let requests), .wave(let requests): requests
    case .closedLoop, .decodeOnly: workload.concurrency
    case .queued, .rate: 0
    case .resident(let sequences, _): sequences
    }
  }
}
