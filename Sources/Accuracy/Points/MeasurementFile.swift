import StructuredText

/// The rows of a file of measurements: those that can be read, and why the others cannot.
public struct MeasurementFile: Sendable {
  public var points: [MeasuredPoint] = []
  public var unreadable: [UnreadableRow] = []

  /// Reads a file, whose kind its columns tell.
  public init(path: String) throws(AccuracyError) {
    try self.init(bytes: try InputFile.bytes(path: path), name: path)
  }

  /// Reads text that a message calls `name`.
  public init(bytes: [UInt8], name: String) throws(AccuracyError) {
    let table = try InputFile.table(bytes, name: name)
    let columns = Set(table.columns)
    let isMemory = columns.isSuperset(of: Self.memoryColumns)
    guard isMemory || columns.isSuperset(of: Self.performanceColumns) else {
      throw .unknownHeader(path: name)
    }
    for row in table.rows {
      do throws(UnreadableRow) {
        points.append(
          isMemory ? try MeasuredPoint(memory: row) : try MeasuredPoint(performance: row))
      } catch {
        unreadable.append(error)
      }
    }
  }

  static let performanceColumns = [
    "id", "runtime", "model", "hardware", "weight_precision", "mode", "notes",
  ]
  static let memoryColumns = ["id", "model", "quantization", "runtime", "total_memory_gb"]
}

/// Ids of rows that are left out, one a line, each with its reason after a tab.
public struct ExcludedRows: Sendable {
  private var reasons: [String: String] = [:]

  public init() {}

  /// Reads the list at `path`; a line that begins with `#` says nothing.
  public init(path: String) throws(AccuracyError) {
    let text = try InputFile.bytes(path: path)
    for line in String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline)
    where !line.hasPrefix("#") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard let id = parts.first else { continue }
      reasons[String(id)] = parts.count > 1 ? String(parts[1]) : "excluded"
    }
  }

  /// Why the row of this id is left out; `nil` when it is not.
  public func reason(_ id: String) -> String? { reasons[id] }
}
