import Quantities

/// Requests that were seen somewhere, in order of time.
public struct Trace: Hashable, Sendable {
  /// One request.
  public struct Entry: Hashable, Sendable {
    /// Since the first request of the trace.
    public var time: Seconds
    public var input: Int
    public var output: Int
    /// Requests of one conversation; -1 where the trace does not tell.
    var session: Int32 = -1
    var hashes: Range<Int32> = 0..<0

    public init(time: Seconds, input: Int, output: Int) {
      self.time = time
      self.input = input
      self.output = output
    }
  }

  /// The requests, where they are in memory.
  public internal(set) var entries: [Entry]
  /// Where they are on disk.
  var file: TraceFile?
  /// Hashes of prompt blocks, those of all requests one after the other.
  var hashes: [UInt64] = []
  /// Prompt tokens for which there is one hash.
  public internal(set) var hashTokens = 512
  /// Whether the trace states times; others only state lengths.
  public internal(set) var hasTimes = true

  /// A trace of these requests, sorted by time; the first starts the clock.
  public init(_ entries: [Entry]) {
    let first = entries.map(\.time).min() ?? .zero
    self.entries = entries.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map { _, entry in
      var entry = entry
      entry.time = entry.time - first
      return entry
    }
  }

  public var hasHashes: Bool { !hashes.isEmpty }

  /// Requests a second on average; 0 for fewer than two.
  public var rate: Double {
    let last = file?.summary.last ?? entries.last?.time.value ?? 0
    return last > 0 ? Double(count - 1) / last : 0
  }

  /// Requests.
  public var count: Int { file?.summary.count ?? entries.count }

  /// Lengths as they occur; of a trace on disk, those of some thousand requests of all its parts.
  public var inputs: LengthDistribution {
    .empirical(file?.summary.someInputs ?? entries.map(\.input))
  }
  public var outputs: LengthDistribution {
    .empirical(file?.summary.someOutputs ?? entries.map(\.output))
  }

  /// Mean tokens of a prompt, and of an answer.
  var meanInput: Double { file.map { $0.summary.inputs / Double($0.summary.count) } ?? inputs.mean }
  var meanOutput: Double {
    file.map { $0.summary.outputs / Double($0.summary.count) } ?? outputs.mean
  }

  /// The part between two times, whose beginning is its new zero.
  public func window(from start: Seconds, to end: Seconds) -> Trace {
    var part = self
    part.entries = entries.filter { $0.time >= start && $0.time < end }.map { entry in
      var entry = entry
      entry.time = entry.time - start
      return entry
    }
    return part
  }
}
