import StructuredText

extension MeasuredProfile {
  /// What a step of more work may measure below one of less before it is an error: timers and clocks
  /// of devices vary by a few percent. Such falls are levelled to the larger time.
  static let noise = 0.05

  private static let columns = ["prefill_tokens", "decode_batch", "context_tokens", "step_ms"]
  private static let mostRows = 200_000
  private static let longestStep = 1e7
  private static let mostTokens = 1e8

  /// One measured step.
  fileprivate struct Row {
    var line: Int
    var prefill: Double
    var batch: Double
    var context: Double
    var seconds: Double
  }

  /// Reads a profile from a table; further columns are ignored.
  /// - Parameters:
  ///   - bytes: CSV with the columns `prefill_tokens`, `decode_batch`, `context_tokens`, `step_ms`.
  ///   - name: what the table is called in messages.
  /// - Throws: ``ProfileError`` for rows that are no steps, grids with holes, and times that fall
  ///   where more is done; ``StructuredTextError`` for a text that is no table is told as such a row.
  public init(bytes: [UInt8], name: String) throws(ProfileError) {
    let rows = try Self.rows(bytes, name)
    let alone = rows.filter { $0.prefill == 0 }
    let prompts = rows.filter { $0.batch == 0 }
    let both = rows.filter { $0.prefill > 0 && $0.batch > 0 }
    guard !alone.isEmpty, !prompts.isEmpty else {
      throw .missing(
        file: name,
        what: "a profile needs steps that only decode (prefill_tokens 0) and steps of prompts "
          + "(decode_batch 0)")
    }
    decode = try Self.grid(alone, name)
    prefill = try Self.grid(prompts, name)
    mixed = try both.isEmpty ? nil : Self.grid(both, name)
    points = rows.count
  }

  private static func rows(_ bytes: [UInt8], _ name: String) throws(ProfileError) -> [Row] {
    let table: CSVTable
    do throws(StructuredTextError) { table = try CSVTable(bytes: bytes, name: name) } catch {
      throw .missing(file: name, what: error.description)
    }
    for column in columns where !table.columns.contains(column) {
      throw .missing(
        file: name,
        what: "there is no column '\(column)'; needed are \(columns.joined(separator: ", "))")
    }
    guard table.count <= mostRows else {
      throw .missing(file: name, what: "more than \(mostRows) rows")
    }
    var rows: [Row] = []
    for row in table.rows {
      func number(_ column: String) throws(ProfileError) -> Double {
        let text = row[column] ?? ""
        guard let value = Double(text), value >= 0, value <= mostTokens, value == value.rounded()
        else {
          throw .row(
            file: name, line: row.line, column: column, found: text,
            accepted: "a whole number from 0 to \(Int(mostTokens))")
        }
        return value
      }
      let text = row["step_ms"] ?? ""
      guard let time = Double(text), time > 0, time <= longestStep else {
        throw .row(
          file: name, line: row.line, column: "step_ms", found: text,
          accepted: "milliseconds above 0, up to \(Int(longestStep))")
      }
      let made = Row(
        line: row.line, prefill: try number("prefill_tokens"), batch: try number("decode_batch"),
        context: try number("context_tokens"), seconds: time / 1e3)
      guard made.prefill + made.batch > 0 else {
        throw .row(
          file: name, line: row.line, column: "prefill_tokens", found: "0 beside decode_batch 0",
          accepted: "a step that does something")
      }
      rows.append(made)
    }
    return rows
  }

  private static func grid(_ rows: [Row], _ name: String) throws(ProfileError) -> ProfileGrid {
    func axis(_ value: (Row) -> Double) -> [Double] { Set(rows.map(value)).sorted() }
    let axes = [axis(\.prefill), axis(\.batch), axis(\.context)]
    let counts = axes.map(\.count)
    // A grid with holes would have more places than there are rows.
    guard counts[0] * counts[1] <= mostRows, counts[0] * counts[1] * counts[2] <= 4 * mostRows
    else { throw hole(rows, axes, name) }
    var places = [Row?](repeating: nil, count: counts[0] * counts[1] * counts[2])
    var positions: [[Double: Int]] = []
    for axis in axes {
      positions.append(
        Dictionary(uniqueKeysWithValues: axis.enumerated().map { ($0.element, $0.offset) }))
    }
    for row in rows {
      let x = positions[0][row.prefill] ?? 0, y = positions[1][row.batch] ?? 0
      let place = (x * counts[1] + y) * counts[2] + (positions[2][row.context] ?? 0)
      if let first = places[place] {
        throw .repeated(file: name, line: row.line, first: first.line)
      }
      places[place] = row
    }
    var whole = places.compactMap { $0 }
    guard whole.count == places.count else { throw hole(rows, axes, name) }
    try level(&whole, counts, name)
    return ProfileGrid(axes: axes, seconds: whole.map(\.seconds))
  }

  private static func hole(_ rows: [Row], _ axes: [[Double]], _ name: String) -> ProfileError {
    var there = Set<[Double]>()
    for row in rows { there.insert([row.prefill, row.batch, row.context]) }
    for x in axes[0] {
      for y in axes[1] {
        for z in axes[2] where !there.contains([x, y, z]) {
          return .missing(
            file: name,
            what: "no row has prefill_tokens \(Int(x)), decode_batch \(Int(y)), context_tokens "
              + "\(Int(z)): steps of a kind must form a whole grid")
        }
      }
    }
    return .missing(file: name, what: "steps of a kind must form a whole grid")
  }

  /// Levels small falls along each axis, in which more is done for the same or more.
  private static func level(
    _ rows: inout [Row], _ counts: [Int], _ name: String
  ) throws(ProfileError) {
    let strides = [counts[1] * counts[2], counts[2], 1]
    let measured = rows
    for place in rows.indices {
      for axis in 0..<3 where place / strides[axis] % counts[axis] > 0 {
        let before = place - strides[axis]
        if measured[place].seconds < measured[before].seconds * (1 - noise) {
          throw .falls(
            file: name, line: measured[place].line, milliseconds: measured[place].seconds * 1e3,
            below: measured[before].line, smaller: measured[before].seconds * 1e3)
        }
        rows[place].seconds = max(rows[place].seconds, rows[before].seconds)
      }
    }
  }
}
