/// What a replica may take at once.
struct ReplicaLimits {
  var policy: SchedulerPolicy
  /// The last tokens of a prompt that are a step of their own; 0 where prompts are not split so.
  var checkpointTokens = 0
  /// Sequences in the batch, tokens in a step.
  var sequences: Int
  var tokens: Int
  /// Requests that may wait.
  var queueLimit = Int.max
  /// The longest prompt that is accepted.
  var longestPrompt = Int.max
  /// Ticks from sending a request to its place in the queue.
  var overhead: Ticks = 0
  /// Ticks for which a static batch that is not full waits for others.
  var batchDelay: Ticks = 0
  /// Steps that are skipped in one stride; 1 plays them one by one.
  var longestRun = Int.max
  var watermarkBytes = 0
  /// Whether sequences go elsewhere when their prompts are done.
  var handsOver = false
  var cachesPrefixes = false
  /// Tokens for which a trace has one hash, and the bytes of their cache.
  var hashTokens = 512
  var hashBytes = 0
  /// Drafted tokens and which of them are accepted; `nil` without speculation.
  var drafts: DraftDraws? {
    didSet { lookahead = drafts?.tokens ?? 0 }
  }
  /// Tokens for which a sequence takes room beyond the next one.
  private(set) var lookahead = 0
  /// Bytes of the host's memory for caches of who is preempted, and bytes a second to there.
  var swapBytes = 0
  var swapRate = Double.infinity

  /// Whether sequences draft; asked in every step, where the draws themselves cost a reference.
  var speculates: Bool { lookahead > 0 }

  /// Of a prompt's tokens that are left, those that one step may take.
  func beforeCheckpoint(_ left: Int) -> Int {
    left > checkpointTokens ? left - checkpointTokens : left
  }

  /// Ticks in which so many bytes go to the host or come back.
  func copy(_ bytes: Int) -> Ticks { Ticks(seconds: Double(bytes) / swapRate) }
}
