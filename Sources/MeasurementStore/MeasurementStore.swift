import FoundationEssentials
import LoadGenerator
import StructuredText

/// Measurements in a local SQLite file.
///
/// Requests are committed as they end, in write-ahead mode: a program that is killed loses none that
/// had completed. (The machine losing power may cost the last few; nothing is torn.)
public final class MeasurementStore {
  public let path: String
  private let database: Database

  private static let version = 1

  /// Opens the file, made where it is missing.
  /// - Parameter mustExist: whether to throw instead of making it.
  /// - Throws: ``StoreError`` where it is no file of measurements.
  public init(path: String, mustExist: Bool = false) throws(StoreError) {
    self.path = path
    if mustExist, !FileManager.default.fileExists(atPath: path) {
      throw .file(path: path, reason: "there is no such file: nothing was measured into it yet")
    }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try? FileManager.default.createDirectory(
        atPath: String(path[..<slash]), withIntermediateDirectories: true)
    }
    database = try Database(path: path)
    try database.script(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON")
    var found = 0
    try database.run("PRAGMA user_version") { found = $0.first?.integer ?? 0 }
    guard found <= Self.version else {
      throw .version(path: path, found: found, known: Self.version)
    }
    if found == 0 { try database.script(Self.schema) }
  }

  private static let schema = """
    BEGIN;
    CREATE TABLE IF NOT EXISTS run (
      id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0,
      url TEXT NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL, about TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS level (
      id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
      kind TEXT NOT NULL, amount REAL NOT NULL, input_tokens REAL NOT NULL,
      output_tokens REAL NOT NULL, duration REAL, seconds REAL, client_processor_seconds REAL,
      one_machine INTEGER, interrupted INTEGER NOT NULL DEFAULT 0, longest_delay REAL) STRICT;
    CREATE TABLE IF NOT EXISTS request (
      level INTEGER NOT NULL REFERENCES level ON DELETE CASCADE, number INTEGER NOT NULL,
      scheduled REAL NOT NULL, sent REAL NOT NULL, first_token REAL, last_token REAL,
      ended REAL NOT NULL, gaps BLOB NOT NULL, input_target INTEGER NOT NULL,
      output_target INTEGER NOT NULL, prompt_tokens INTEGER, usage_tokens INTEGER, failure TEXT,
      detail TEXT, PRIMARY KEY (level, number)) STRICT, WITHOUT ROWID;
    PRAGMA user_version = 1;
    COMMIT;
    """

  // MARK: Writing

  /// Begins a run and answers its id.
  public func begin(
    url: String, endpoint: String, model: String, about: Value
  ) throws(StoreError) -> Int {
    try database.run(
      """
      INSERT INTO run (started, url, endpoint, model, about)
      VALUES (strftime('%Y-%m-%dT%H:%M:%SZ'), ?, ?, ?, ?)
      """,
      [.text(url), .text(endpoint), .text(model), .text(Self.text(about))])
    return database.lastRow
  }

  /// Begins a load of a run and answers its id.
  public func begin(_ level: StoredLevel, of run: Int) throws(StoreError) -> Int {
    try database.run(
      """
      INSERT INTO level (run, kind, amount, input_tokens, output_tokens, duration)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(run), .text(level.kind), .number(level.amount), .number(level.inputTokens),
        .number(level.outputTokens), .init(level.duration),
      ])
    return database.lastRow
  }

  /// Keeps requests that ended.
  public func add(_ requests: [SentRequest], to level: Int) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      for request in requests {
        try database.run(
          "INSERT OR REPLACE INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          [
            .integer(level), .integer(request.index), .number(request.scheduled),
            .number(request.sent), .init(request.firstToken), .init(request.lastToken),
            .number(request.end), .init(Self.bytes(request.gaps)), .integer(request.inputTarget),
            .integer(request.outputTarget), .init(request.promptTokens),
            .init(request.usageTokens), .init(request.failure?.name), .init(request.detail),
          ])
      }
    }
  }

  /// Notes what the client saw of itself in a load that is over.
  public func finish(_ level: Int, _ result: LoadResult) throws(StoreError) {
    try database.run(
      """
      UPDATE level SET seconds = ?, client_processor_seconds = ?, one_machine = ?, interrupted = ?,
        longest_delay = ? WHERE id = ?
      """,
      [
        .number(result.seconds), .number(result.clientProcessorSeconds),
        .integer(result.isWithinOneMachine ? 1 : 0), .integer(result.isInterrupted ? 1 : 0),
        .number(result.longestDelay), .integer(level),
      ])
  }

  /// Notes that a run is over.
  public func finish(run: Int) throws(StoreError) {
    try database.run("UPDATE run SET finished = 1 WHERE id = ?", [.integer(run)])
  }

  /// Forgets a run, with its loads and requests.
  /// - Throws: ``StoreError/unknownRun(_:)``.
  public func delete(_ name: String) throws(StoreError) {
    let id = try run(name).id
    try database.run("DELETE FROM run WHERE id = ?", [.integer(id)])
  }

  // MARK: Reading

  /// All runs with their loads, the oldest first.
  /// - Parameter withRequests: whether requests are read too.
  public func runs(withRequests: Bool = false) throws(StoreError) -> [StoredRun] {
    try runs("", [], withRequests)
  }

  /// A run by its id, or the latest by `last`.
  /// - Throws: ``StoreError/unknownRun(_:)``.
  public func run(_ name: String) throws(StoreError) -> StoredRun {
    let found =
      name == "last"
      ? try runs("WHERE id = (SELECT max(id) FROM run)", [], true)
      : try Int(name).map { (id) throws(StoreError) in
        try runs("WHERE id = ?", [.integer(id)], true)
      }
    guard let run = found?.first else { throw .unknownRun(name) }
    return run
  }

  private func runs(
    _ condition: String, _ parameters: [Database.Field], _ withRequests: Bool
  ) throws(StoreError) -> [StoredRun] {
    var runs: [StoredRun] = []
    try database.run(
      "SELECT id, started, finished, url, endpoint, model, about FROM run \(condition) ORDER BY id",
      parameters
    ) { row in
      runs.append(
        StoredRun(
          id: row[0].integer ?? 0, started: row[1].text ?? "", isFinished: row[2].integer == 1,
          url: row[3].text ?? "", endpoint: row[4].text ?? "", model: row[5].text ?? "",
          about: (try? Value.json(Array((row[6].text ?? "").utf8))) ?? .null, levels: []))
    }
    for place in runs.indices {
      runs[place].levels = try levels(of: runs[place].id)
      guard withRequests else { continue }
      for level in runs[place].levels.indices {
        runs[place].levels[level].requests = try requests(of: runs[place].levels[level].id)
      }
    }
    return runs
  }

  private func levels(of run: Int) throws(StoreError) -> [StoredLevel] {
    var levels: [StoredLevel] = []
    try database.run(
      """
      SELECT id, kind, amount, input_tokens, output_tokens, duration, seconds,
        client_processor_seconds, one_machine, interrupted, longest_delay
      FROM level WHERE run = ? ORDER BY id
      """, [.integer(run)]
    ) { row in
      levels.append(
        StoredLevel(
          id: row[0].integer ?? 0, kind: row[1].text ?? "", amount: row[2].number ?? 0,
          inputTokens: row[3].number ?? 0, outputTokens: row[4].number ?? 0,
          duration: row[5].number, seconds: row[6].number, clientProcessorSeconds: row[7].number,
          isWithinOneMachine: row[8].integer.map { $0 == 1 }, isInterrupted: row[9].integer == 1,
          longestDelay: row[10].number))
    }
    return levels
  }

  private func requests(of level: Int) throws(StoreError) -> [SentRequest] {
    var requests: [SentRequest] = []
    try database.run(
      """
      SELECT number, scheduled, sent, first_token, last_token, ended, gaps, input_target,
        output_target, prompt_tokens, usage_tokens, failure, detail
      FROM request WHERE level = ? ORDER BY number
      """, [.integer(level)]
    ) { row in
      requests.append(
        SentRequest(
          index: row[0].integer ?? 0, scheduled: row[1].number ?? 0, sent: row[2].number ?? 0,
          firstToken: row[3].number, lastToken: row[4].number, end: row[5].number ?? 0,
          gaps: Self.gaps(row[6].bytes ?? []), inputTarget: row[7].integer ?? 0,
          outputTarget: row[8].integer ?? 0, promptTokens: row[9].integer,
          usageTokens: row[10].integer,
          failure: row[11].text.map { RequestFailure(name: $0) ?? .dropped },
          detail: row[12].text))
    }
    return requests
  }

  // MARK: Forms of values

  /// Four bytes a gap, little-endian.
  static func bytes(_ gaps: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * gaps.count)
    for gap in gaps {
      let bits = gap.bitPattern
      for shift in [UInt32(0), 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }
    return bytes
  }

  static func gaps(_ bytes: [UInt8]) -> [Float] {
    stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { start in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
    }
  }

  private static func text(_ value: Value) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
