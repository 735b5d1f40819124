import Catalog
import Confidence
import PerformanceModel
import Quantities
import StructuredText

/// Language models that fit on a phone or board: measured rates beside the forecast for them.
public struct OnDeviceLLMs: Sendable {
  /// A model in a format on the device that was asked for.
  public struct Row: Sendable {
    public var model: String
    public var format: String
    public var engine: String
    /// Parameters, in thousands of millions.
    public var parametersBillion: Double
    public var weights: Bytes
    /// Generated tokens a second that were published for the device, the newest first.
    public var measured: [Evidence.Row]
    /// Generated tokens a second of one user; `nil` where the combination does not run.
    public var forecast: Double?
    /// What 80 of 100 measurements would lie in.
    public var range: ClosedRange<Double>?
  }

  public let device: Accelerator
  /// Measured models first, each part by falling size.
  public let rows: [Row]

  private static let inputTokens = 128, outputTokens = 128

  /// - Parameters:
  ///   - device: a device of the hardware catalog by a name people type.
  ///   - limit: the most that the weights may take.
  /// - Throws: ``PlannerError/catalog(_:)`` for an unknown device.
  public init(_ files: CatalogFiles, device name: String, limit: Bytes?) throws(PlannerError) {
    let estimator = try Estimator(files)
    let (device, evidence) = try PlannerError.fromCatalog { () throws(CatalogError) in
      (try estimator.catalog.accelerator(name), try Evidence(files))
    }
    self.device = device
    let kinds = Dictionary(
      estimator.catalog.accelerators.map { ($0.id, $0.kind) }, uniquingKeysWith: { a, _ in a })
    struct Place: Hashable {
      var model: String
      var format: String
      var engine: String
    }
    var own: [Place: [Evidence.Row]] = [:]
    var others: Set<Place> = []
    for row in evidence.rows where row.quantity == .decodeRate && row.subject.shape == .single {
      let subject = row.subject
      let place = Place(model: subject.model, format: subject.format, engine: subject.engine)
      if subject.device == device.id {
        own[place, default: []].append(row)
      } else if kinds[subject.device] == .edge || kinds[subject.device] == .mobile {
        others.insert(place)
      }
    }
    func row(_ place: Place, _ measured: [Evidence.Row]) -> Row? {
      let fields: [String: Value] = [
        "model": .string(place.model), "weights": .string(place.format),
        "hardware": .string(device.id), "engine": .string(place.engine),
        "input": .number(Double(Self.inputTokens)), "output": .number(Double(Self.outputTokens)),
      ]
      guard let request = try? RequestFile.estimateRequest(.object(fields)),
        let estimate = try? estimator.estimate(request)
      else { return nil }
      let subject = EvidenceSubject(estimate.deployment, estimate.workload, shape: .single)
      let total = ParameterInventory(estimate.deployment.model).total
      let weights = Bytes(total * subject.bits / 8)
      guard limit.map({ weights <= $0 }) ?? true, estimate.forecast.runs || !measured.isEmpty
      else { return nil }
      return Row(
        model: place.model, format: place.format, engine: place.engine,
        parametersBillion: total / 1e9, weights: weights,
        measured: measured.sorted {
          ($0.provenance.asOf ?? "", $0.id) > ($1.provenance.asOf ?? "", $1.id)
        },
        forecast: estimate.forecast.runs ? estimate.forecast.outputTokensPerSecondPerUser : nil,
        range: estimate.forecast.runs ? estimate.confidence.userRate : nil)
    }
    func isLarger(_ a: Row, _ b: Row) -> Bool {
      (b.parametersBillion, a.model, a.format) < (a.parametersBillion, b.model, b.format)
    }
    let measured = own.compactMap { row($0.key, $0.value) }.sorted(by: isLarger)
    let forecast = others.subtracting(own.keys).compactMap { row($0, []) }.sorted(by: isLarger)
    rows = measured + forecast
  }
}
