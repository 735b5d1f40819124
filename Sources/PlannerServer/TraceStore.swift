import Glibc
import HTTPServing
import ServingSimulator
import Synchronization

/// Traces that clients have uploaded, in a folder of the server's own that goes when it stops.
final class TraceStore: Sendable {
  /// Bytes of one trace, and of all of them together.
  static let largest = 256_000_000
  private static let most = 1_000_000_000
  private static let mostTraces = 16
  /// Bytes up to which a trace is read into memory.
  private static let largestInMemory = 16_000_000

  struct Stored: Sendable {
    var id: String
    var path: String
    var bytes: Int
  }

  private struct State {
    var folder: String?
    var traces: [Stored] = []
    var used = 0
  }

  private let state = Mutex(State())

  /// The trace of an id.
  func find(_ id: String) -> Stored? { state.withLock { $0.traces.first { $0.id == id } } }

  /// Forgets a trace.
  /// - Returns: `false` where there is none.
  func remove(_ id: String) -> Bool {
    state.withLock { state in
      guard let place = state.traces.firstIndex(where: { $0.id == id }) else { return false }
      unlink(state.traces.remove(at: place).path)
      return true
    }
  }

  /// Removes everything.
  func close() {
    state.withLock { state in
      for trace in state.traces { unlink(trace.path) }
      state.traces = []
      if let folder = state.folder { rmdir(folder) }
      state.folder = nil
    }
  }

  /// A file for a new trace.
  func begin(_ ending: String) throws(Problem) -> TraceUpload {
    let id = "t-" + Identifier.random()
    let folder = state.withLock { state in
      if state.folder == nil { state.folder = Self.makeFolder() }
      return state.folder
    }
    guard let folder else { throw Self.fault }
    let path = "\(folder)/\(id).\(ending)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.fault }
    return TraceUpload(store: self, id: id, path: path, descriptor: descriptor)
  }

  /// Keeps a trace that is whole, and forgets the oldest where there are too many.
  func keep(_ trace: Stored) {
    state.withLock { state in
      state.traces.append(trace)
      var bytes = state.traces.reduce(0) { $0 + $1.bytes }
      while state.traces.count > Self.mostTraces || bytes > Self.most, state.traces.count > 1 {
        let oldest = state.traces.removeFirst()
        unlink(oldest.path)
        bytes -= oldest.bytes
      }
    }
  }

  static let fault = Problem(.internal, "the trace cannot be kept")

  /// Reads a trace to see that it is one.
  static func read(_ path: String, bytes: Int) throws(TraceError) -> Trace {
    if path.hasSuffix(".csv"), bytes > largestInMemory { return try Trace(tableAt: path) }
    return try Trace(bytes: contents(path, count: bytes), name: "the trace")
  }

  private static func contents(_ path: String, count: Int) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { Glibc.close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let found = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
        guard found > 0 else { return }
        filled += found
      }
    }
  }

  private static func makeFolder() -> String? {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((base + "/inferplan-XXXXXX").utf8CString)
    return template.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress, mkdtemp(start) != nil else { return nil }
      return String(cString: start)
    }
  }
}

/// Names that nobody can guess.
enum Identifier {
  static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return String(generator.next() as UInt64, radix: 36)
      + String(generator.next() as UInt64, radix: 36)
  }
}

/// A trace on its way to disk.
///
/// `@unchecked` because the server hands it from one thread to the next and never to two at a time.
final class TraceUpload: BodyReceiver, @unchecked Sendable {
  private let store: TraceStore
  private let id: String
  private let path: String
  private var descriptor: Int32
  private var count = 0
  private var isKept = false

  init(store: TraceStore, id: String, path: String, descriptor: Int32) {
    self.store = store
    self.id = id
    self.path = path
    self.descriptor = descriptor
  }

  func receive(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
        write(descriptor, $0.baseAddress, $0.count)
      }
      guard written > 0 else { throw TraceStore.fault }
      rest = rest.dropFirst(written)
      count += written
    }
  }

  func finish() throws -> HTTPResponse {
    closeFile()
    do {
      let trace = try TraceStore.read(path, bytes: count)
      let answer = TraceAnswer(
        trace: id, requests: trace.count,
        seconds: trace.rate > 0 ? Double(trace.count - 1) / trace.rate : 0)
      let response = try HTTPResponse.answer(answer, status: 201)
      store.keep(TraceStore.Stored(id: id, path: path, bytes: count))
      isKept = true
      return response
    } catch let error as TraceError {
      throw Problem(
        .field, PathFree.text(error.description, path: path, name: "the trace"), field: "(body)",
        accepted: "a trace as CSV or JSON lines, see docs/formats.md")
    }
  }

  func abandon() {
    closeFile()
    if !isKept { unlink(path) }
  }

  private func closeFile() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
  }
}

/// Words without a path of this machine.
enum PathFree {
  static func text(_ text: String, path: String, name: String) -> String {
    text.split(separator: path, omittingEmptySubsequences: false).joined(separator: name)
  }
}

/// An uploaded trace, schema `inferplan.trace/1`.
struct TraceAnswer: Encodable, Sendable {
  let schema = "inferplan.trace/1"
  /// What a simulation's field `trace` calls it.
  let trace: String
  let requests: Int
  /// From the first request to the last; 0 where the trace states no times.
  let seconds: Double

  enum CodingKeys: String, CodingKey { case schema, trace, requests, seconds }
}
