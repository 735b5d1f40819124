import CSQLite

/// A connection to a SQLite file, and the only place that calls its C interface.
final class Database {
  /// A value of a column.
  enum Field {
    case null
    case integer(Int)
    case number(Double)
    case text(String)
    case bytes([UInt8])

    var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    var number: Double? {
      switch self {
      case .number(let value): value
      case .integer(let value): Double(value)
      default: nil
      }
    }
    var text: String? { if case .text(let value) = self { value } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }

    init(_ value: Int?) { self = value.map { .integer($0) } ?? .null }
    init(_ value: Double?) { self = value.map { .number($0) } ?? .null }
    init(_ value: String?) { self = value.map { .text($0) } ?? .null }
    init(_ bytes: [UInt8]) { self = .bytes(bytes) }
  }

  private let path: String
  private var handle: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]

  /// Opens the file, made where it is missing.
  init(path: String) throws(StoreError) {
    self.path = path
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK else {
      let error = failure()
      sqlite3_close_v2(handle)
      throw error
    }
    sqlite3_busy_timeout(handle, 10_000)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// The id of the row that was added last.
  var lastRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

  /// Runs a script without parameters.
  func script(_ text: String) throws(StoreError) {
    guard sqlite3_exec(handle, text, nil, nil, nil) == SQLITE_OK else { throw failure() }
  }

  /// Runs a statement, and calls `row` with each row that it answers.
  func run(
    _ text: String, _ parameters: [Field] = [], row: ([Field]) -> Void = { _ in }
  ) throws(StoreError) {
    let statement = try prepared(text)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (place, parameter) in parameters.enumerated() {
      guard bind(parameter, Int32(place + 1), statement) == SQLITE_OK else { throw failure() }
    }
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_DONE: return
      case SQLITE_ROW:
        row((0..<sqlite3_column_count(statement)).map { Self.field(statement, $0) })
      default: throw failure()
      }
    }
  }

  /// Runs `body` so that all of it is kept, or nothing.
  func transaction(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    try script("BEGIN IMMEDIATE")
    do throws(StoreError) {
      try body()
      try script("COMMIT")
    } catch {
      try? script("ROLLBACK")
      throw error
    }
  }

  private func prepared(_ text: String) throws(StoreError) -> OpaquePointer {
    if let known = statements[text] { return known }
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, text, -1, &statement, nil) == SQLITE_OK, let statement else {
      throw failure()
    }
    statements[text] = statement
    return statement
  }

  private func bind(_ field: Field, _ place: Int32, _ statement: OpaquePointer) -> Int32 {
    switch field {
    case .null: sqlite3_bind_null(statement, place)
    case .integer(let value): sqlite3_bind_int64(statement, place, Int64(value))
    case .number(let value): sqlite3_bind_double(statement, place, value)
    case .text(let text):
      csqlite_bind_text(statement, place, text, Int32(clamping: text.utf8.count))
    case .bytes(let bytes):
      bytes.withUnsafeBytes {
        csqlite_bind_blob(statement, place, $0.baseAddress, Int32(clamping: $0.count))
      }
    }
  }

  private static func field(_ statement: OpaquePointer, _ column: Int32) -> Field {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: return .integer(Int(sqlite3_column_int64(statement, column)))
    case SQLITE_FLOAT: return .number(sqlite3_column_double(statement, column))
    case SQLITE_TEXT:
      return sqlite3_column_text(statement, column).map { .text(String(cString: $0)) } ?? .null
    case SQLITE_BLOB:
      let count = Int(sqlite3_column_bytes(statement, column))
      guard count > 0, let start = sqlite3_column_blob(statement, column) else { return .bytes([]) }
      return .bytes([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
    default: return .null
    }
  }

  private func failure() -> StoreError {
    .file(path: path, reason: sqlite3_errmsg(handle).map { String(cString: $0) } ?? "no memory")
  }
}
