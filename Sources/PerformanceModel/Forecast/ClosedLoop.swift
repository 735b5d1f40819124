/// A closed loop of like requests, counted in steps of the engine.
///
/// A request passes through the steps of its prompt's chunks, then through one step a token. Steps
/// have room for so many tokens; prompts that find none wait. Counts know nothing of seconds, so
/// that faster hardware can never make a step count, and with it a latency, grow.
struct ClosedLoop {
  /// Steps from sending a prompt to its first chunk: the rest of the step under way, and the steps
  /// of the prompts before it.
  let waiting: Double
  /// How many of the other requests start, and end, in a step.
  let others: Double
  /// Share of the steps' room that is taken, at most 1.
  let taken: Double

  /// - Parameters:
  ///   - requests: requests in flight, this one included.
  ///   - chunks: steps over which a prompt is spread.
  ///   - tokens: tokens of a request that pass through steps, prompt and answer together.
  ///   - decodes: steps after the first token.
  ///   - room: tokens of a step, at least as many as a chunk has.
  ///   - rest: steps from an arrival to the end of the step under way.
  init(
    requests: Double, chunks: Double, tokens: Double, decodes: Double, room: Double, rest: Double
  ) {
    // A request takes `work` of a step's room, and is elsewhere for the rest of its time. Who
    // arrives finds what the same loop would hold without him: of those who queue, all their work
    // is before him, of the one under way, half (mean value analysis, Reiser and Lavenberg 1980,
    // in Schweitzer's approximation, with constant work). That is a quadratic equation:
    // `r² − (n w − z) r − w (z − (n − 1) w / 2) = 0`; its discriminant is positive for n ≥ 1.
    let work = tokens / room
    let elsewhere = rest + chunks + decodes - work
    let excess = requests * work - elsewhere
    let discriminant = excess * excess + 4 * work * (elsewhere - (requests - 1) * work / 2)
    let residence = (excess + max(0, discriminant).squareRoot()) / 2
    // The approximation must not put more into steps than they have room for.
    let stay = max(elsewhere + max(work, residence), requests * work)
    waiting = stay - chunks - decodes
    others = (requests - 1) / stay
    taken = requests * work / stay
  }
}
