import Quantities

/// What a person says about their situation.
public struct AdviceQuestion: Hashable, Sendable {
  /// Answers to questions of flows, by the names of the options.
  public var facts: [String: String]
  /// The flow to begin with; `nil` lets the facts decide.
  public var flow: String?
  /// The device by its name.
  public var device: String?
  /// What is computed beside the tools.
  public var details: AdviceDetails
  /// Whether usual answers are assumed: not where a person can be asked.
  public var assumes = true
  /// What was understood without being said.
  public var remarks: [String]

  public init(
    facts: [String: String] = [:], flow: String? = nil, device: String? = nil,
    details: AdviceDetails = AdviceDetails()
  ) {
    self.facts = facts
    self.flow = flow
    self.device = device
    self.details = details
    remarks = []
  }

  /// Facts that may be said of any situation, whether a flow asks for them or not.
  static let sideFacts: Set<String> = ["hardware", "processor", "model-kind"]

  /// Whether it asks for the way from a framework to a device.
  var isPipeline: Bool {
    facts["from"] != nil && facts["runtime"] == nil && (device != nil || facts["hardware"] != nil)
  }
}

/// Amounts that the branches compute with; `nil` where nothing is said.
public struct AdviceDetails: Hashable, Sendable {
  /// Tokens of a request.
  public var input: Double?
  public var cachedInput: Double?
  public var output: Double?
  public var requestsPerMonth: Double?
  /// Certifications that a service must have.
  public var compliance: [String] = []
  /// The level that a model must reach in chat, such as `advanced`.
  public var quality: String?
  /// The name of a model.
  public var model: String?
  /// US dollars a month.
  public var budget: USDollars?
  /// US dollars an hour.
  public var hourlyBudget: USDollars?
  public var accelerator: String?
  /// Size of a model file.
  public var modelSize: Bytes?
  /// Data that a platform works on.
  public var dataSize: Bytes?
  /// The longest that one answer may take.
  public var latency: Seconds?
  /// Hours of computing that a job needs.
  public var jobHours: Double?
  /// Parameters of the model that is trained.
  public var trainedParameters: Double?
  public var checkpointTime: Seconds?
  public var interruptionEvery: Seconds?
  /// Stages of a pipeline of models, in their order.
  public var stages: [String] = []

  public init() {}

  /// A number of parameters as people write it: `7B`, `350M`.
  public static func parameters(_ text: String) -> Double? { AdviceAmount.count(text) }
}
