/// A request on a replica: where it stands.
struct SequenceState {
  var request: Request
  /// When it first entered a step, and when its first token came; -1 before.
  var scheduled: Ticks = -1
  var firstToken: Ticks = -1
  /// Tokens to process before it decodes: its prompt, and after a preemption what it had generated.
  var prompt: Int
  /// Of those, what has been processed or was found in the prefix cache.
  var computed = 0
  var generated = 0
  /// The replica's count of decode steps when it began to decode, and the tokens it then held.
  var startStep = 0
  var held = 0
  /// Tokens that its blocks have room for, where drafts run ahead of what is held.
  var allocated = 0
  /// Place in the order of admission.
  var admission: Int32 = -1
  var preemptions: Int32 = 0
  var cachedTokens: Int32 = 0
  /// Bytes of cache that do not grow with its answer.
  var reserved = 0
  var stage = Stage.free
  /// Its prompt was processed before, here or elsewhere: its cache is brought.
  var isHandedOver = false
  /// Bytes of its cache that lie in the host's memory.
  var hostBytes = 0

  enum Stage: UInt8 { case free, prefilling, decoding, ended }

  init(_ request: Request) {
    self.request = request
    prompt = Int(request.input)
  }
}

/// What is asked of a deployment.
struct Request {
  var id: Int
  /// When it was sent.
  var arrival: Ticks
  var input: Int32
  var output: Int32
  /// When the client gives up, and whether that is a limit of the server; ``Ticks/never`` for none.
  var deadline = Ticks.never
  var isCancellation = false
  /// Whose request it is: affinity of routing, and the client of a closed loop.
  var client: Int32 = -1
  /// The tier where it is, and how often it was sent on to the next.
  var tier: Int16 = 0
  var diversions: Int16 = 0
  /// When it goes to the next tier unless it runs by then.
  var leaves = Ticks.never
  /// Where its block hashes lie in the trace.
  var hashes: Range<Int32> = 0..<0
}
