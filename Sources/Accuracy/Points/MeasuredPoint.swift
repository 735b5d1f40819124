import StructuredText

/// One published measurement, as its row states it: nothing is interpreted yet.
public struct MeasuredPoint: Hashable, Sendable {
  public var id: String
  /// File and line, for messages.
  public var file: String
  public var line: Int
  public var source: String
  /// Where the source can be read.
  public var url: String?
  public var date: String?

  public var runtime: String
  public var runtimeVersion: String?
  public var model: String
  /// Billions of parameters, as published.
  public var parameters: Double?
  public var hardware: String
  public var devices: Int?
  public var tensor: Int?
  public var pipeline: Int?
  public var data: Int?
  public var weights: String?
  public var kvCache: String?

  public var mode: Mode
  public var inputTokens: Double?
  public var outputTokens: Double?
  /// Sequences of a static batch, or requests in flight.
  public var concurrency: Double?
  /// Offered requests a second.
  public var requestRate: Double?

  // Measured: milliseconds, seconds, tokens a second, requests a second.
  public var timeToFirstToken: Double?
  public var timePerOutputToken: Double?
  public var endToEnd: Double?
  public var outputRate: Double?
  public var totalRate: Double?
  public var prefillRate: Double?
  public var requestsPerSecond: Double?
  /// Bytes of memory in use.
  public var memory: Double?
  /// Bytes of the model file or the loaded weights, where a memory row states them.
  public var statedWeights: Double?

  public var notes: Notes

  /// How requests reached the engine.
  public enum Mode: String, CaseIterable, Sendable {
    case singleStream = "single-stream"
    case batch
    case concurrency
    case offline = "offline-max-throughput"
    case requestRate = "request-rate"
    /// A table of memory in use.
    case memory
  }
}

/// Why a row cannot be read.
public struct UnreadableRow: Error, Hashable, Sendable {
  public var file: String
  public var line: Int
  public var reason: String
}

extension MeasuredPoint {
  /// Reads a row of the measurement schema.
  init(performance row: CSVTable.Row) throws(UnreadableRow) {
    self = try MeasuredPoint(common: row, mode: row.mode())
    hardware = try row.text("hardware")
    date = row["source_date"]
    runtimeVersion = row["runtime_version"]
    devices = try row.count("gpu_count")
    tensor = try row.count("tp")
    pipeline = try row.count("pp")
    data = try row.count("dp")
    weights = row["weight_precision"]
    inputTokens = try row.amount("input_tokens")
    outputTokens = try row.amount("output_tokens")
    concurrency = try row.amount("batch_or_concurrency")
    requestRate = try row.amount("request_rate_per_s")
    timeToFirstToken = try row.positive("ttft_ms")
    timePerOutputToken = try row.positive("tpot_ms")
    endToEnd = try row.positive("e2e_s")
    outputRate = try row.positive("output_tok_s")
    totalRate = try row.positive("total_tok_s")
    prefillRate = try row.positive("prefill_tok_s")
    requestsPerSecond = try row.positive("requests_per_s")
  }

  /// Reads a row of the table of memory in use.
  init(memory row: CSVTable.Row) throws(UnreadableRow) {
    self = try MeasuredPoint(common: row, mode: .memory)
    weights = row["quantization"]
    inputTokens = try row.amount("context_tokens")
    // The column also says "n_batch=2048 (1 sequence)".
    concurrency = row["batch"].map { Double($0.prefix { $0.isNumber }) ?? 1 } ?? 1
    let unit: Double = row["unit"] == "GiB" ? 1_073_741_824 : 1e9
    memory = try row.positive("total_memory_gb").map { $0 * unit }
    statedWeights = try row.positive("file_or_weights_gb").map { $0 * unit }
  }

  private init(common row: CSVTable.Row, mode: Mode) throws(UnreadableRow) {
    id = try row.text("id")
    file = row.tableName
    line = row.line
    source = row["source_title"] ?? "unknown"
    url = row["source_url"]
    runtime = row["runtime"] ?? ""
    model = try row.text("model")
    parameters = try row.positive("params_b")
    hardware = ""
    kvCache = row["kv_precision"]
    self.mode = mode
    notes = Notes(row["notes"] ?? "")
  }
}

extension CSVTable.Row {
  fileprivate func mode() throws(UnreadableRow) -> MeasuredPoint.Mode {
    let text = try text("mode")
    guard let mode = MeasuredPoint.Mode(rawValue: text), mode != .memory else {
      throw unreadable("mode '\(text)' is none of the known ones")
    }
    return mode
  }

  fileprivate func text(_ column: String) throws(UnreadableRow) -> String {
    guard let text = self[column] else { throw unreadable("column '\(column)' is empty") }
    return text
  }

  /// A number of at least 0.
  fileprivate func amount(_ column: String) throws(UnreadableRow) -> Double? {
    guard let text = self[column] else { return nil }
    guard let number = Double(text), number.isFinite, (0...1e12).contains(number) else {
      throw unreadable("column '\(column)': '\(text)' is no amount")
    }
    return number
  }

  /// A number above 0: a measurement of nothing is none.
  fileprivate func positive(_ column: String) throws(UnreadableRow) -> Double? {
    guard let number = try amount(column) else { return nil }
    guard number > 0 else { throw unreadable("column '\(column)' is 0") }
    return number
  }

  fileprivate func count(_ column: String) throws(UnreadableRow) -> Int? {
    guard let number = try amount(column) else { return nil }
    guard number == number.rounded(), number <= 100_000 else {
      throw unreadable("column '\(column)': \(number) is no count")
    }
    return Int(number)
  }

  private func unreadable(_ reason: String) -> UnreadableRow {
    UnreadableRow(file: tableName, line: line, reason: reason)
  }
}
