import Quantities

/// What one step of an engine works on: some prefill tokens, some decoding sequences, or both.
///
/// Attention costs depend on how far each token looks back, so contexts are given as sums; windows
/// cut them off per layer, for which the mean context is enough when sequences are of like length.
public struct Step: Hashable, Sendable {
  /// New prompt tokens in this step.
  public var prefillTokens: Double
  /// Sum over those tokens of the tokens each attends to.
  public var prefillContext: Double
  /// Sequences that decode one token.
  public var decodeSequences: Double
  /// Sum of their contexts in tokens.
  public var decodeContext: Double
  /// Prompts that end in this step and so sample a token.
  public var finishedPrompts: Double
  /// Rows of each decoding sequence: 1, and one more for each drafted token that is verified.
  public var decodeRows: Double

  public init(
    prefillTokens: Double = 0, prefillContext: Double = 0, decodeSequences: Double = 0,
    decodeContext: Double = 0, finishedPrompts: Double = 0, decodeRows: Double = 1
  ) {
    self.decodeRows = decodeRows
    self.prefillTokens = prefillTokens
    self.prefillContext = prefillContext
    self.decodeSequences = decodeSequences
    self.decodeContext = decodeContext
    self.finishedPrompts = finishedPrompts
  }

  /// A step in which `sequences` sequences of `context` tokens decode one token each.
  public static func decode(sequences: Double, context: Double) -> Step {
    Step(decodeSequences: sequences, decodeContext: sequences * context)
  }

  /// A chunk of `tokens` prompt tokens after `past` tokens of the same prompt.
  public static func prefill(tokens: Double, past: Double = 0, finishes: Bool = true) -> Step {
    Step(
      prefillTokens: tokens, prefillContext: tokens * (past + (tokens + 1) / 2),
      finishedPrompts: finishes ? 1 : 0)
  }

  /// The same step with the work of another added.
  public static func + (a: Step, b: Step) -> Step {
    Step(
      prefillTokens: a.prefillTokens + b.prefillTokens,
      prefillContext: a.prefillContext + b.prefillContext,
      decodeSequences: a.decodeSequences + b.decodeSequences,
      decodeContext: a.decodeContext + b.decodeContext,
      finishedPrompts: a.finishedPrompts + b.finishedPrompts,
      decodeRows: max(a.decodeRows, b.decodeRows))
  }

  /// So many of the same step at once.
  static func * (step: Step, count: Double) -> Step {
    Step(
      prefillTokens: step.prefillTokens * count, prefillContext: step.prefillContext * count,
      decodeSequences: step.decodeSequences * count, decodeContext: step.decodeContext * count,
      finishedPrompts: step.finishedPrompts * count, decodeRows: step.decodeRows)
  }

  /// Tokens that pass the layers.
  public var tokens: Double { prefillTokens + decodeSequences * decodeRows }
}

/// How long a step takes, by cause, in seconds.
public struct StepTime: Hashable, Sendable {
  /// Matrix products of the layers and the output head: the slower of streaming the weights and
  /// computing, smoothly joined.
  public var matrices: Double
  /// Attention: reading the cache in decode, computing in prefill.
  public var attention: Double
  /// Collectives between the devices of the replica.
  public var communication: Double
  /// Launches and the engine's own work.
  public var overhead: Double

  public var total: Double { matrices + attention + communication + overhead }
  public var seconds: Seconds { Seconds(total) }
}
