import Glibc
import PerformanceModel

/// Speculative decoding: a step verifies drafted tokens beside the one that is due.
///
/// After Leviathan et al. (arXiv:2211.17192): each drafted token is accepted with the same
/// probability while all before it were, and the step yields one token more than were accepted, so
/// `(1 − a^(k+1)) / (1 − a)` on average.
public struct Speculation: Hashable, Sendable {
  /// Tokens drafted for each sequence and step.
  public var draftTokens: Int
  /// Probability that a drafted token is accepted, given that those before it were.
  public var acceptance: Double
  /// The model that drafts, on the same devices; `nil` where drafts are looked up and cost nothing.
  public var draft: Forecaster?

  /// The most tokens that are drafted for a step.
  public static let mostTokens = 64

  public init(draftTokens: Int, acceptance: Double, draft: Forecaster? = nil) {
    self.draftTokens = min(max(1, draftTokens), Self.mostTokens)
    self.acceptance = min(max(0, acceptance), 1)
    self.draft = draft
  }

  /// Tokens that a sequence gets in a step on average.
  public var tokensPerStep: Double {
    (0...draftTokens).reduce(0) { $0 + pow(acceptance, Double($1)) }
  }
}

/// How many drafted tokens are accepted, as a seed determines it for each request and place in its
/// answer: whatever else the scheduler does, a request has the same luck.
struct DraftDraws {
  /// Tokens drafted for each sequence and step.
  let tokens: Int
  private let seed: UInt64
  /// Numbers below which one more token is accepted.
  private let bounds: [UInt64]

  init(_ speculation: Speculation, seed: UInt64) {
    tokens = speculation.draftTokens
    self.seed = Self.mixed(seed &+ 0x5851_F42D_4C95_7F2D)
    bounds = (1...speculation.draftTokens).map { count in
      UInt64((pow(speculation.acceptance, Double(count)) * 0x1p53).rounded())
    }
  }

  /// Tokens that the next step yields to a request that has `generated`.
  func yield(_ request: Request, generated: Int) -> Int {
    let word = Self.mixed(
      seed ^ (UInt64(truncatingIfNeeded: request.id) << 32 | UInt64(truncatingIfNeeded: generated)))
    let number = Self.mixed(word) >> 11
    var accepted = 0
    while accepted < bounds.count, number < bounds[accepted] { accepted += 1 }
    return min(accepted + 1, Int(request.output) - generated)
  }

  /// Decode steps until a request that has `generated` has its whole answer.
  func steps(_ request: Request, generated: Int) -> Int {
    var generated = generated, steps = 0
    while generated < Int(request.output) {
      generated += yield(request, generated: generated)
      steps += 1
    }
    return steps
  }

  /// SplitMix64's finaliser.
  private static func mixed(_ word: UInt64) -> UInt64 {
    var word = word &+ 0x9E37_79B9_7F4A_7C15
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// Steps that verify drafts, and the drafting before them: as many passes of the draft model, one
/// token each, the first with the prompts of the step.
struct SpeculativeSteps: StepTimes {
  let target: StepModel
  let draft: StepModel?
  let draftTokens: Double

  init(_ target: StepModel, _ speculation: Speculation) {
    self.target = target
    draft = speculation.draft?.steps
    draftTokens = Double(speculation.draftTokens)
  }

  func seconds(_ step: Step) -> (total: Double, unloaded: Double) {
    var verified = step
    verified.decodeRows = draftTokens + 1
    var time = target.seconds(verified)
    guard let draft else { return time }
    func add(_ pass: Step, _ count: Double) {
      let more = draft.seconds(pass)
      time.total += count * more.total
      time.unloaded += count * more.unloaded
    }
    if step.decodeSequences > 0 {
      add(
        Step(decodeSequences: step.decodeSequences, decodeContext: step.decodeContext),
        step.prefillTokens > 0 ? draftTokens - 1 : draftTokens)
    }
    if step.prefillTokens > 0 { add(step, 1) }
    return time
  }

  func line(sequences: Double, context: Double) -> DecodeLine {
    var line = target.decodeLine(sequences: sequences, context: context, rows: draftTokens + 1)
    guard let pass = draft?.decodeLine(sequences: sequences, context: context) else { return line }
    line.lower = max(line.lower, pass.lower)
    line.upper = min(line.upper, pass.upper)
    line.intercept += draftTokens * pass.intercept
    line.slope += draftTokens * pass.slope
    line.unloaded += draftTokens * pass.unloaded
    return line
  }
}
