import StructuredText

/// What a document claims of an option, in the words of the documented calculator's results.
public struct DocumentedFigures: Hashable, Sendable {
  /// GB on one device.
  public var totalMemoryGB: Double?
  public var memoryFits: Bool?
  public var memoryUtilizationPercent: Double?
  public var totalLatencySeconds: Double?
  /// Generated tokens a second of one request.
  public var tokensPerSecond: Double?
  /// Generated tokens a second of all users together.
  public var totalTokensPerSecond: Double?
  /// US dollars.
  public var costPerRequest: Double?
  public var hourlyCost: Double?
  public var monthlyCost: Double?
  public var concurrentUsers: Int?
  public var batchSize: Int?

  init(_ reader: inout FieldReader) throws(StructuredTextError) {
    let amounts = 0...1e12
    totalMemoryGB = try reader.number("total_memory_gb", in: amounts)
    memoryFits = try reader.bool("memory_fits")
    memoryUtilizationPercent = try reader.number("memory_utilization_percent", in: amounts)
    totalLatencySeconds = try reader.number("total_latency_seconds", in: amounts)
    tokensPerSecond = try reader.number("tokens_per_second", in: amounts)
    totalTokensPerSecond = try reader.number("total_tokens_per_second", in: amounts)
    costPerRequest = try reader.number("cost_per_request", in: amounts)
    hourlyCost = try reader.number("hourly_cost", in: amounts)
    monthlyCost = try reader.number("monthly_cost", in: amounts)
    concurrentUsers = try reader.integer("concurrent_users")
    batchSize = try reader.integer("batch_size")
  }
}
