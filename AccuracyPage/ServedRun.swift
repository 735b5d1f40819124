import Catalog
import FoundationEssentials
import PerformanceModel
import Quantities
import ServingSimulator
import StructuredText

/// A run of a server whose requests were timed one by one, and the same run simulated: its own
/// arrivals and lengths, and nothing else known.
struct ServedRun {
  var name: String
  var notes: String
  var measured: Latencies
  var simulated: Latencies

  /// Seconds, request by request, sorted.
  struct Latencies {
    var firstToken: [Double] = []
    var perToken: [Double] = []
    var endToEnd: [Double] = []

    mutating func sort() {
      firstToken.sort()
      perToken.sort()
      endToEnd.sort()
    }
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Reads and plays the runs of a folder's `runs.csv`.
  static func all(_ folder: String, _ files: CatalogFiles, _ coefficients: Coefficients) throws
    -> [ServedRun]
  {
    let catalog = try Catalog(files)
    let table = try CSVTable(bytes: bytes(folder + "/runs.csv"), name: folder + "/runs.csv")
    return try table.rows.map { try ServedRun($0, folder, catalog, coefficients) }
  }

  private init(
    _ row: CSVTable.Row, _ folder: String, _ catalog: Catalog, _ coefficients: Coefficients
  ) throws {
    func text(_ column: String) throws -> String {
      guard let text = row[column] else {
        throw Failure(description: "\(folder)/runs.csv, line \(row.line): no \(column)")
      }
      return text
    }
    func count(_ column: String) throws -> Int {
      guard let count = Int(try text(column)), (1...1_000_000).contains(count) else {
        throw Failure(description: "\(folder)/runs.csv, line \(row.line): \(column)")
      }
      return count
    }
    let deployment = Deployment(
      model: try catalog.model(try text("model")),
      weightFormat: try catalog.weightFormat(try text("weights")),
      kvType: try catalog.kvType("fp16"), engine: try catalog.engine(try text("engine")),
      accelerator: try catalog.accelerator(try text("hardware")),
      parallelism: Parallelism(tensor: try count("devices")),
      settings: EngineSettings(
        maximumSequences: try count("max_num_seqs"),
        maximumBatchedTokens: try count("max_num_batched_tokens")))
    name =
      "\(deployment.model.id), \(deployment.parallelism.devices)× \(deployment.accelerator.name)"
    notes = row["notes"] ?? ""
    let path = try "\(folder)/\(text("id"))/requests.jsonl"
    let bytes = try Self.bytes(path)
    measured = try Self.measured(bytes, path)
    simulated = Latencies()
    var played = Latencies()
    _ = Simulation(
      deployment, coefficients: coefficients,
      traffic: Traffic(.trace(try Trace(bytes: bytes, name: path))), settings: SimulationSettings()
    ).run(onRequest: { request in
      guard request.outcome == .completed, let first = request.firstToken else { return }
      played.firstToken.append((first - request.arrival).value)
      played.endToEnd.append((request.end - request.arrival).value)
      guard request.outputTokens > 1 else { return }
      played.perToken.append((request.end - first).value / Double(request.outputTokens - 1))
    })
    played.sort()
    simulated = played
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  private static func measured(_ bytes: [UInt8], _ path: String) throws -> Latencies {
    struct Times {
      var arrival, queued, first, last, tokens: Double
    }
    var times: [Times] = []
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      var reader = try FieldReader(
        Value.json(Array(line), name: path), path: "\(path), line \(index + 1)")
      func number(_ field: String) throws -> Double {
        try reader.require(field, try reader.number(field))
      }
      times.append(
        Times(
          arrival: try number("arrival_time"), queued: try number("queued_ts"),
          first: try number("first_token_ts"), last: try number("last_token_ts"),
          tokens: try number("output_toks")))
    }
    // Two clocks: the request that was queued soonest was queued at once.
    let offset = times.map { $0.arrival - $0.queued }.max() ?? 0
    var found = Latencies()
    for request in times {
      found.firstToken.append(request.first + offset - request.arrival)
      found.endToEnd.append(request.last + offset - request.arrival)
      if request.tokens > 1 {
        found.perToken.append((request.last - request.first) / (request.tokens - 1))
      }
    }
    found.sort()
    return found
  }
}
