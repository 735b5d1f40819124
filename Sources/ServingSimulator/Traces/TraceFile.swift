import Glibc
import Quantities
import StructuredText

/// A large trace that stays on disk: read once for what it holds in all, and again, piece by piece,
/// each time it is played.
struct TraceFile: Hashable, Sendable {
  let path: String
  let window: ClosedRange<Double>?
  let summary: Summary

  /// What a trace holds in all.
  struct Summary: Hashable, Sendable {
    var count = 0
    var last = 0.0
    var inputs = 0.0
    var outputs = 0.0
    /// Different times: fewer than requests where times were rounded.
    var times = 0
    /// Lengths of requests spread evenly over the trace.
    var someInputs: [Int] = []
    var someOutputs: [Int] = []
    fileprivate var every = 1

    private static let samples = 8192

    mutating func add(_ entry: Trace.Entry) {
      if count == 0 || entry.time.value != last { times += 1 }
      if count % every == 0 {
        someInputs.append(entry.input)
        someOutputs.append(entry.output)
        if someInputs.count == Self.samples {
          func halved(_ values: [Int]) -> [Int] {
            stride(from: 0, to: values.count, by: 2).map { values[$0] }
          }
          someInputs = halved(someInputs)
          someOutputs = halved(someOutputs)
          every *= 2
        }
      }
      count += 1
      last = entry.time.value
      inputs += Double(entry.input)
      outputs += Double(entry.output)
    }

    /// Whether times were rounded so that requests must be spread up to the next one.
    var isRounded: Bool { times > 1 && Double(count) / Double(times) >= 1.5 }
  }

  /// Reads the trace through once.
  /// - Throws: what reading it whole would throw.
  init(path: String, window: ClosedRange<Double>?) throws(TraceError) {
    self.path = path
    self.window = window
    var summary = Summary()
    var pieces = try TracePieces(path: path)
    while let piece = try pieces.next() {
      for entry in piece {
        guard let moved = Self.moved(entry, window) else { continue }
        summary.add(moved)
      }
    }
    guard summary.count > 0 else { throw .empty(file: path) }
    self.summary = summary
  }

  /// An entry on the window's own clock; `nil` outside of it.
  fileprivate static func moved(
    _ entry: Trace.Entry, _ window: ClosedRange<Double>?
  ) -> Trace.Entry? {
    guard let window else { return entry }
    guard entry.time.value >= window.lowerBound, entry.time.value < window.upperBound else {
      return nil
    }
    var entry = entry
    entry.time = entry.time - Seconds(window.lowerBound)
    return entry
  }
}

/// Entries of a trace on disk, one after the other.
final class TraceCursor {
  private let file: TraceFile
  private var pieces: TracePieces?
  private var ready: ArraySlice<Trace.Entry> = []
  /// Entries of the last time that was read: how far they spread depends on the next one.
  private var pending: [Trace.Entry] = []
  private var gap = 0.0

  init(_ file: TraceFile) {
    self.file = file
    pieces = try? TracePieces(path: file.path)
  }

  /// The next entry. The file was read through before: where it has changed since, it ends.
  func next() -> Trace.Entry? {
    while ready.isEmpty {
      guard let piece = try? pieces?.next() else {
        guard !pending.isEmpty else { return nil }
        release(upTo: gap)
        continue
      }
      take(piece)
    }
    return ready.popFirst()
  }

  private func take(_ piece: [Trace.Entry]) {
    for entry in piece {
      guard let entry = TraceFile.moved(entry, file.window) else { continue }
      guard file.summary.isRounded else {
        ready.append(entry)
        continue
      }
      if let first = pending.first, first.time < entry.time {
        gap = (entry.time - first.time).value
        release(upTo: gap)
      }
      pending.append(entry)
    }
  }

  private func release(upTo gap: Double) {
    for (index, entry) in pending.enumerated() {
      var entry = entry
      entry.time = entry.time + Seconds(gap * Double(index) / Double(pending.count))
      ready.append(entry)
    }
    pending.removeAll(keepingCapacity: true)
  }
}

/// The rows of a table on disk in pieces of whole lines.
private struct TracePieces: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private var rows: TraceRows
  private var header: [UInt8] = []
  private var rest: [UInt8] = []
  private var line = 1
  private var isAtEnd = false

  private static let bytes = 1 << 20

  init(path: String) throws(TraceError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    rows = TraceRows(name: path)
    guard descriptor >= 0 else { throw .empty(file: path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The entries of the next lines; `nil` at the end.
  mutating func next() throws(TraceError) -> [Trace.Entry]? {
    while !isAtEnd {
      var buffer = [UInt8](repeating: 0, count: Self.bytes)
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      isAtEnd = count <= 0
      if count > 0 { rest += buffer[..<count] }
      let end = isAtEnd ? rest.count : (rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
      guard end > 0 else { continue }
      var lines = Array(rest[..<end])
      rest.removeFirst(end)
      if header.isEmpty {
        let first = (lines.firstIndex(of: UInt8(ascii: "\n")) ?? lines.count - 1) + 1
        header = Array(lines[..<first])
        lines.removeFirst(first)
        guard !lines.isEmpty else { continue }
      }
      let before = line
      line += lines.count { $0 == UInt8(ascii: "\n") }
      try rows.readTable(header + lines, linesBefore: before - 1)
      return rows.takeEntries()
    }
    return nil
  }
}
