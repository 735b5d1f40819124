import Quantities
import StructuredText

extension Trace {
  /// A large table with times that stays on disk and is read again as it is played: memory does not
  /// grow with it.
  /// - Parameter window: the part to play, in seconds from the trace's beginning.
  /// - Throws: as ``init(bytes:name:)``.
  public init(
    tableAt path: String, window: ClosedRange<Double>? = nil
  ) throws(TraceError) {
    self.init([])
    file = try TraceFile(path: path, window: window)
  }

  /// Reads a trace in one of its published formats, told apart by columns or keys.
  /// - Parameters:
  ///   - bytes: CSV, or JSON with one object a line.
  ///   - name: what the trace is called in messages.
  /// - Throws: ``TraceError`` for a text of another form, and for times that go back and counts that
  ///   are missing, no whole number, or absurd.
  public init(bytes: [UInt8], name: String) throws(TraceError) {
    let first = bytes.first { $0 > UInt8(ascii: " ") && $0 < 0x80 }
    var reader = TraceRows(name: name)
    if first == UInt8(ascii: "{") {
      try reader.readLines(bytes)
    } else {
      try reader.readTable(bytes)
    }
    self = try reader.trace()
  }
}

/// Collects the rows of a trace.
struct TraceRows {
  let name: String
  private var entries: [Trace.Entry] = []
  private var hashes: [UInt64] = []
  private var format = TraceFormat.own
  private var start: Double?
  private var last = 0.0

  /// The longest prompt or answer that is believed.
  private static let longest = 10_000_000
  /// A year and more is a mistake of units.
  private static let latest = 4e7

  init(name: String) { self.name = name }

  /// Gives what was read and forgets it.
  mutating func takeEntries() -> [Trace.Entry] {
    defer { entries.removeAll(keepingCapacity: true) }
    return entries
  }

  /// - Parameter linesBefore: lines of the file that were read before, beside the header.
  mutating func readTable(_ bytes: [UInt8], linesBefore: Int = 0) throws(TraceError) {
    let table: CSVTable
    do throws(StructuredTextError) {
      table = try CSVTable(bytes: bytes, name: name)
    } catch {
      throw .text(error)
    }
    guard let format = TraceFormat(Set(table.columns)) else {
      throw .unknownFormat(file: name, columns: table.columns)
    }
    self.format = format
    let columns = format.columns
    for row in table.rows {
      let line = row.line + linesBefore
      let input = try count(row[columns.input], columns.input, line)
      // Requests that failed have no answer in BurstGPT.
      if format == .burstGPT, row[columns.output] == "0" { continue }
      let output = try count(row[columns.output], columns.output, line)
      var time = 0.0
      if let column = columns.time {
        let text = row[column] ?? ""
        guard let seconds = Self.seconds(text) else {
          throw wrong(line, column, text, "seconds, or a date and time")
        }
        time = seconds
      }
      try add(time: time, input: input, output: output, column: columns.time ?? "", line)
    }
  }

  mutating func readLines(_ bytes: [UInt8]) throws(TraceError) {
    var line = 0
    for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      guard text.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
      let value: Value
      do throws(StructuredTextError) {
        value = try Value.json(Array(text), name: "\(name), line \(line)")
      } catch {
        throw .text(error)
      }
      guard case .object(let fields) = value else {
        throw wrong(line, "the line", "no object", "one object a line")
      }
      if entries.isEmpty {
        guard let found = TraceFormat(Set(fields.keys)) else {
          throw .unknownFormat(file: name, columns: fields.keys.sorted())
        }
        format = found
      }
      let columns = format.columns
      let input = try count(Self.text(fields[columns.input]), columns.input, line)
      let output = try count(Self.text(fields[columns.output]), columns.output, line)
      var time = 0.0
      if let column = columns.time {
        guard case .number(let number)? = fields[column] else {
          throw wrong(line, column, Self.text(fields[column]) ?? "", "a number")
        }
        time = number / format.perSecond
      }
      let first = Int32(clamping: hashes.count)
      if case .array(let ids)? = fields["hash_ids"] {
        for id in ids {
          guard case .number(let number) = id, let hash = UInt64(exactly: number) else {
            throw wrong(line, "hash_ids", id.quoted, "whole numbers")
          }
          hashes.append(hash)
        }
      }
      try add(time: time, input: input, output: output, column: columns.time ?? "", line)
      entries[entries.count - 1].hashes = first..<Int32(clamping: hashes.count)
    }
  }

  private mutating func add(
    time: Double, input: Int, output: Int, column: String, _ line: Int
  ) throws(TraceError) {
    let start = self.start ?? time
    self.start = start
    guard time.isFinite, abs(time) < 1e15, time - start >= last, time - start < Self.latest else {
      throw wrong(
        line, column, "\(time)",
        "a time not before that of the line above, within \(Int(Self.latest)) s of the first")
    }
    last = time - start
    entries.append(Trace.Entry(time: Seconds(last), input: input, output: output))
  }

  func trace() throws(TraceError) -> Trace {
    guard !entries.isEmpty else { throw .empty(file: name) }
    var trace = Trace(Self.spread(entries))
    trace.hashes = hashes
    trace.hasTimes = format.columns.time != nil
    return trace
  }

  /// Requests whose times were rounded to the same tick, spread evenly up to the next one: played as
  /// they stand they would come in bursts that nobody sent.
  private static func spread(_ entries: [Trace.Entry]) -> [Trace.Entry] {
    let distinct = Set(entries.map(\.time)).count
    guard distinct > 1, Double(entries.count) / Double(distinct) >= 1.5 else { return entries }
    var spread = entries
    var first = 0
    var gap = 0.0
    while first < spread.count {
      var end = first
      while end < spread.count, entries[end].time == entries[first].time { end += 1 }
      if end < spread.count { gap = entries[end].time.value - entries[first].time.value }
      for index in first..<end {
        spread[index].time = Seconds(
          entries[first].time.value + gap * Double(index - first) / Double(end - first))
      }
      first = end
    }
    return spread
  }

  private func count(_ text: String?, _ column: String, _ line: Int) throws(TraceError) -> Int {
    guard let text, let number = Double(text), let count = Int(exactly: number),
      (1...Self.longest).contains(count)
    else {
      throw wrong(line, column, text ?? "", "a whole number of tokens from 1 to \(Self.longest)")
    }
    return count
  }

  private func wrong(
    _ line: Int, _ column: String, _ found: String, _ accepted: String
  ) -> TraceError {
    .row(file: name, line: line, column: column, found: found, accepted: accepted)
  }

  private static func text(_ value: Value?) -> String? {
    switch value {
    case .number(let number): "\(number)"
    case .string(let text): text
    default: nil
    }
  }

  /// Seconds as a number, or since 1970 as `2023-11-16 18:17:03.9799600`.
  private static func seconds(_ text: String) -> Double? {
    if let number = Double(text) { return number.isFinite ? number : nil }
    let parts = text.split { $0 == " " || $0 == "T" }
    guard parts.count == 2 else { return nil }
    let date = parts[0].split(separator: "-").compactMap { Int($0) }
    let clock = parts[1].split(separator: ":")
    guard date.count == 3, clock.count == 3, (1...9999).contains(date[0]),
      (1...12).contains(date[1]), (1...31).contains(date[2]), let hour = Int(clock[0]),
      let minute = Int(clock[1]), (0...24).contains(hour), (0...60).contains(minute),
      let second = Double(clock[2].prefix { $0.isNumber || $0 == "." }), second < 62
    else { return nil }
    return Double(days(date[0], date[1], date[2])) * 86_400
      + Double(hour * 3600 + minute * 60) + second
  }

  /// Days since 1970 of a date of the Gregorian calendar (Hinnant's `days_from_civil`).
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }
}
