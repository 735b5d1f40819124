import Quantities
import StructuredText

/// One question to the calculator, as a person states it: names, counts, nothing resolved yet.
///
/// The command line, JSON requests and scenario files all become this type, through the same
/// fields (``EstimateField``). The documented calculator's keys (`model_size`, `tokens`,
/// `batch_size`, `hardware_type`, `deployment_mode`) are accepted in their place.
public struct EstimateRequest: Hashable, Sendable {
  /// What model: a name, or a file that describes one.
  public var model: ModelSource
  public var weights: String?
  public var kvCache: String?
  /// A name, optionally with a count: `2x RTX 4090`.
  public var hardware: String
  public var devices: Int?
  /// Memory of one device, where it is not the catalog's.
  public var memory: Bytes?
  public var engine: String?
  public var tensorParallel: Int?
  public var pipelineParallel: Int?
  public var attentionDataParallel: Int?
  public var expertParallel: Bool
  public var replicas: Int

  public var input: Int
  public var cachedInput: Int
  public var output: Int
  public var concurrency: Int
  /// Offered load of all replicas together.
  public var requestsPerHour: Double?

  public var memoryFraction: Double?
  public var maximumSequences: Int?
  public var maximumBatchedTokens: Int?

  public var offer: String?
  public var pricing: Pricing?
  /// Price of one device in US dollars, for owned hardware.
  public var purchasePrice: Double?
  /// US dollars a kWh.
  public var electricityPrice: Double?
  public var pue: Double?
  public var country: String?
  public var hoursPerMonth: Double?

  /// The request came in the documented calculator's words.
  public var isCalculatorRequest: Bool

  public enum ModelSource: Hashable, Sendable {
    case named(String)
    /// A Hugging Face config.json, a GGUF or safetensors file, or a folder of them.
    case file(String)
  }

  /// How the deployment is paid for.
  public enum Pricing: String, CaseIterable, Sendable, Codable {
    case onDemand = "on-demand"
    case spot
    case reservedOneYear = "reserved-1yr"
    case reservedThreeYears = "reserved-3yr"
    case serverless
    case owned
    case api
  }

  /// Reads a request from the fields of a document.
  /// - Throws: ``StructuredTextError`` that names the field, its value and what is accepted.
  public init(_ reader: inout FieldReader) throws(StructuredTextError) {
    let calculatorKeys = ["model_size", "hardware_type", "deployment_mode", "tokens", "batch_size"]
    var isCalculator = false
    for key in calculatorKeys where reader.value(key) != nil { isCalculator = true }
    isCalculatorRequest = isCalculator
    if isCalculator {
      // The documents state these beside the request; an answer recomputes them.
      _ = reader.value("results")
    }

    let named = try reader.string("model")
    let documented = try reader.string("model_size")
    var sources: [ModelSource] = [named, documented].compactMap { $0 }.map { .named($0) }
    for key in ["config", "gguf", "safetensors"] {
      if let path = try reader.string(key) { sources.append(.file(path)) }
    }
    guard let source = sources.first else { throw .missing(path: reader.path(of: "model")) }
    guard sources.count == 1 else {
      throw .unacceptable(
        path: reader.path(of: "model"), found: "given more than once",
        accepted: "one of model, config, gguf, safetensors")
    }
    model = source
    weights = try reader.string("weights")
    kvCache = try reader.string("kv_cache")

    let namedHardware = try reader.string("hardware")
    let documentedHardware = try reader.string("hardware_type")
    guard let device = namedHardware ?? documentedHardware else {
      throw .missing(path: reader.path(of: "hardware"))
    }
    hardware = device
    devices = try reader.integer("devices", in: 1...100_000)
    if let gigabytes = try reader.number("memory_gb", in: 0.001...1e6) {
      memory = .gibibytes(gigabytes)
    } else {
      memory = nil
    }
    engine = try reader.string("engine")
    tensorParallel = try reader.integer("tensor_parallel", in: 1...4096)
    pipelineParallel = try reader.integer("pipeline_parallel", in: 1...4096)
    attentionDataParallel = try reader.integer("attention_data_parallel", in: 1...4096)
    expertParallel = try reader.bool("expert_parallel") ?? false
    replicas = try reader.integer("replicas", in: 1...1_000_000) ?? 1

    let tokens = try reader.integer("tokens", in: 1...Self.mostTokens)
    // The calculator's latency is tokens over speed: its tokens are generated ones.
    let defaultInput = tokens == nil ? 1024 : 1
    input = try reader.integer("input", in: 1...Self.mostTokens) ?? defaultInput
    cachedInput = try reader.integer("cached_input", in: 0...Self.mostTokens) ?? 0
    output = try reader.integer("output", in: 1...Self.mostTokens) ?? tokens ?? 256
    let batch = try reader.integer("batch_size", in: 1...Self.mostSequences)
    concurrency = try reader.integer("concurrency", in: 1...Self.mostSequences) ?? batch ?? 1
    requestsPerHour = try reader.number("requests_per_hour", in: 0...1e12)

    memoryFraction = try reader.number("memory_fraction", in: 0.01...1)
    maximumSequences = try reader.integer("max_num_seqs", in: 1...Self.mostSequences)
    maximumBatchedTokens = try reader.integer("max_num_batched_tokens", in: 1...Self.mostTokens)

    offer = try reader.string("offer")
    let stated = try reader.choice("pricing", Pricing.self)
    let mode = try reader.choice("deployment_mode", DeploymentMode.self)
    pricing = stated ?? mode?.pricing
    purchasePrice = try reader.number("purchase_price", in: 0...1e9)
    electricityPrice = try reader.number("electricity_price", in: 0...100)
    pue = try reader.number("pue", in: 1...10)
    country = try reader.string("country")
    hoursPerMonth = try reader.number("hours_per_month", in: 0.01...744)

    guard cachedInput < input || cachedInput == 0 else {
      throw .unacceptable(
        path: reader.path(of: "cached_input"), found: String(cachedInput),
        accepted: "less than the input of \(input) tokens")
    }
  }

  /// The documented calculator's `deployment_mode`.
  private enum DeploymentMode: String, CaseIterable {
    case local, cloud, api

    var pricing: Pricing {
      switch self {
      case .local: .owned
      case .cloud: .onDemand
      case .api: .api
      }
    }
  }

  /// The fields that say which model is meant; a request has one of them.
  public static let modelSources: Set<String> = [
    "model", "model_size", "config", "gguf", "safetensors",
  ]

  static let mostTokens = 100_000_000
  static let mostSequences = 1_000_000
}

extension FieldReader {
  /// One of the cases of an enumeration, or `nil` when the field is absent.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ field: String, _ type: Choice.Type
  ) throws(StructuredTextError) -> Choice? where Choice.RawValue == String {
    guard let text = try string(field) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw unacceptable(
        field, .string(text), Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }
}
