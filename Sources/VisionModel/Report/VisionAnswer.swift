/// The answer to a question in JSON: milliseconds, percent, images a second.
public struct VisionAnswer: Encodable, Sendable {
  public var device: String
  public var deviceName: String
  public var task: String
  public var accuracyMetric: String?
  public var latencyLimitMs: Double?
  public var rateFloorFps: Double?
  public var accuracyFloor: Double?
  public var feasible: Bool
  public var options: [Option]
  /// The nearest of those that miss the budget; only where no option keeps it.
  public var nearest: [Option]
  public var withoutAccuracy: Int

  /// One option.
  public struct Option: Encodable, Sendable {
    public var model: String
    public var inputPixels: Int?
    public var unit: String
    public var runtime: String
    public var precision: String?
    /// What `milliseconds` is the time of; only a latency says how long an image takes.
    public var figure: String
    public var milliseconds: Double
    public var imagesPerSecond: Double
    public var lowMs: Double?
    public var highMs: Double?
    public var chanceWithinBudget: Double
    /// Milliseconds over the limit, of an option that misses it.
    public var missesByMs: Double?
    public var accuracy: Double?
    public var accuracyMetric: String?
    public var accuracyBasis: String?
    public var measured: Bool
    public var restsOn: String?
    public var scope: String?
    public var labels: [String]
    public var source: String?
    public var url: String?
    public var asOf: String?
    public var measurement: String?
  }

  /// - Parameter count: most options to give.
  public init(
    _ finding: VisionFinder.Finding, _ question: VisionQuestion, finder: VisionFinder,
    count: Int = .max
  ) {
    device = question.device.id
    deviceName = question.device.name
    task = question.task
    accuracyMetric = finder.accuracies.metrics[question.task]
    latencyLimitMs = question.latencyLimit
    rateFloorFps = question.rateFloor
    accuracyFloor = question.accuracyFloor
    feasible = !finding.options.isEmpty
    options = finding.options.prefix(count).map { Option($0, question, finder) }
    nearest =
      finding.options.isEmpty ? finding.misses.prefix(3).map { Option($0, question, finder) } : []
    withoutAccuracy = finding.withoutAccuracy
  }
}

extension VisionAnswer.Option {
  init(_ option: VisionOption, _ question: VisionQuestion, _ finder: VisionFinder) {
    model = option.network
    inputPixels = option.inputSide.map { Int($0.rounded()) }
    unit = option.unit.rawValue
    runtime = option.runtime
    precision = option.precision?.rawValue
    figure = option.figure.rawValue
    milliseconds = option.milliseconds
    imagesPerSecond = 1000 / option.milliseconds
    lowMs = option.range?.lowerBound
    highMs = option.range?.upperBound
    chanceWithinBudget = option.chance
    missesByMs = question.limit(option.figure).flatMap {
      option.milliseconds > $0 ? option.milliseconds - $0 : nil
    }
    accuracy = option.accuracy?.percent
    accuracyMetric = option.accuracy?.metric
    accuracyBasis = option.accuracy?.basis.rawValue
    measured = option.isMeasured
    let evidence: VisionMeasurement?
    switch option.basis {
    case .measured(let one):
      evidence = one
      restsOn = nil
    case .interpolated(let tier, let nearest):
      evidence = nearest
      restsOn = tier.words
    }
    scope = option.isMeasured ? evidence?.scope.rawValue : nil
    labels = evidence?.labels ?? []
    source = evidence?.source.title
    url = evidence?.source.url
    asOf = evidence?.source.asOf
    measurement = evidence?.id
  }
}
