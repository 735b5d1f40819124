import PerformanceModel
import Quantities

/// What steps take in ticks, with the lines of decode steps kept for each size of batch.
struct StepCosts {
  /// A piece of the line of decode steps of one batch size, over whole sums of contexts.
  struct Piece {
    var lower: Int
    var upper: Int
    /// Ticks of a step at ``lower``.
    var base: Ticks
    /// Ticks for each token of context.
    var slope: Ticks
    /// Ticks of a step in which the devices neither stream nor multiply.
    var unloaded: Ticks

    @inline(__always) func ticks(_ context: Int) -> Ticks { base + slope * (context - lower) }
  }

  private let times: any StepTimes
  /// Parts of a batch that are in the stages of a pipeline at once; 1 without a pipeline.
  private let stages: Double
  private let tokenLimit: Double
  /// Pieces of the batch of n sequences begin at `starts[n]`; -1 where it has not been met yet.
  private var starts: [Int32] = []
  private var pieces: [Piece] = []

  /// More than any step function and profile have.
  private static let mostPieces = 1024

  init(_ model: StepModel, tokenLimit: Int) {
    self.init(model, stages: model.pipelines ? model.stages : 1, tokenLimit: tokenLimit)
  }

  init(_ times: any StepTimes, stages: Double, tokenLimit: Int) {
    self.times = times
    self.stages = stages
    self.tokenLimit = Double(tokenLimit)
  }

  /// The piece on which a decode step lies.
  /// - Parameter context: sum over the sequences of the tokens each attends to.
  @inline(__always)
  mutating func piece(sequences: Int, context: Int) -> Piece {
    var index = Int(sequences < starts.count ? starts[sequences] : -1)
    if index < 0 { index = prepare(sequences) }
    while pieces[index].upper < context { index += 1 }
    return pieces[index]
  }

  /// Ticks of any step. Mutating so that a replica asks in place: a copy would cost references.
  mutating func ticks(_ step: Step) -> (total: Ticks, unloaded: Ticks) {
    let parts =
      stages > 1
      ? max(1, min(stages, step.decodeSequences + (step.prefillTokens / tokenLimit).rounded(.up)))
      : 1
    let time = times.seconds(parts > 1 ? step.divided(by: parts) : step)
    return (max(1, Ticks(seconds: time.total)), Ticks(seconds: time.unloaded))
  }

  private mutating func prepare(_ sequences: Int) -> Int {
    while starts.count <= sequences {
      starts.append(contentsOf: repeatElement(-1, count: max(16, starts.count)))
    }
    let first = pieces.count
    starts[sequences] = Int32(first)
    let parts = stages > 1 ? max(1, min(stages, Double(sequences))) : 1
    let count = Double(sequences) / parts
    var lower = 0
    while pieces.count - first < Self.mostPieces {
      let line = times.line(sequences: count, context: Double(lower) / parts)
      let end = line.upper * parts
      // The last piece that is kept holds for ever.
      let isLast = !(end < 1e15) || pieces.count - first == Self.mostPieces - 1
      let upper = isLast ? Int.max : max(lower, Int(end.rounded(.down)))
      let base = line.seconds(context: Double(lower) / parts)
      pieces.append(
        Piece(
          lower: lower, upper: upper, base: max(1, Ticks(seconds: base)),
          slope: Ticks(seconds: line.slope / parts), unloaded: Ticks(seconds: line.unloaded)))
      if isLast { break }
      lower = upper + 1
    }
    return first
  }
}

extension Step {
  fileprivate func divided(by parts: Double) -> Step {
    Step(
      prefillTokens: prefillTokens / parts, prefillContext: prefillContext / parts,
      decodeSequences: decodeSequences / parts, decodeContext: decodeContext / parts,
      finishedPrompts: finishedPrompts / parts)
  }
}
