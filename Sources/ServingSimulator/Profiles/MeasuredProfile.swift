import PerformanceModel

/// Step times that were measured on a deployment, in the place of the step function.
///
/// Three grids: steps in which sequences decode (over their number and their mean context), steps of
/// prompts (over their tokens and what was computed of the prompt before), and, where measured, steps
/// of both. Without these a mixed step takes what its prompts alone take, and what decoding adds over
/// the least decode step: weights are streamed and kernels launched once.
public struct MeasuredProfile: Hashable, Sendable, StepTimes {
  let decode: ProfileGrid
  let prefill: ProfileGrid
  let mixed: ProfileGrid?
  /// Steps that were measured.
  public let points: Int

  public func seconds(_ step: Step) -> (total: Double, unloaded: Double) {
    let mean = step.decodeSequences > 0 ? step.decodeContext / step.decodeSequences : 0
    guard step.prefillTokens > 0 else {
      return (decode.value(0, step.decodeSequences, mean), 0)
    }
    // Tokens of the prompt before the chunk: what a token attends to less what the chunk itself has.
    let past = max(
      0, step.prefillContext / step.prefillTokens - (step.prefillTokens + 1) / 2)
    let alone = prefill.value(step.prefillTokens, 0, past)
    guard step.decodeSequences > 0 else { return (alone, 0) }
    guard let mixed else {
      let decoding = decode.value(0, step.decodeSequences, mean)
      let least = decode.seconds.first ?? 0
      return (max(decoding, alone + decoding - least), 0)
    }
    let together = mixed.value(step.prefillTokens, step.decodeSequences, mean)
    return (together + alone - prefill.value(step.prefillTokens, 0, 0), 0)
  }

  public func line(sequences: Double, context: Double) -> DecodeLine {
    let knots = decode.axes[2].map { $0 * sequences }
    let batch = decode.place(1, sequences), none = ProfileGrid.Place(index: 0, share: 0)
    func value(_ knot: Int) -> Double {
      decode.value(none, batch, ProfileGrid.Place(index: knot, share: 0))
    }
    guard context > knots[0], knots.count > 1 else {
      return DecodeLine(
        lower: 0, upper: knots.count > 1 ? knots[0] : .infinity, intercept: value(0), slope: 0,
        unloaded: 0)
    }
    var piece = 0
    while piece < knots.count - 2, knots[piece + 1] < context { piece += 1 }
    let slope = (value(piece + 1) - value(piece)) / (knots[piece + 1] - knots[piece])
    return DecodeLine(
      lower: knots[piece], upper: piece == knots.count - 2 ? .infinity : knots[piece + 1],
      intercept: value(piece) - slope * knots[piece], slope: slope, unloaded: 0)
  }
}

/// Why a profile cannot take the place of the step function.
public enum ProfileError: Error, Hashable, Sendable, CustomStringConvertible {
  case row(file: String, line: Int, column: String, found: String, accepted: String)
  /// The rows are no whole grid.
  case missing(file: String, what: String)
  case repeated(file: String, line: Int, first: Int)
  /// More work that took less time.
  case falls(file: String, line: Int, milliseconds: Double, below: Int, smaller: Double)

  public var description: String {
    switch self {
    case .row(let file, let line, let column, let found, let accepted):
      "\(file), line \(line): \(column) is '\(found.prefix(40))'; accepted is \(accepted)"
    case .missing(let file, let what): "\(file): \(what)"
    case .repeated(let file, let line, let first):
      "\(file), line \(line): the same step as in line \(first)"
    case .falls(let file, let line, let milliseconds, let below, let smaller):
      "\(file), line \(line): \(milliseconds) ms, and \(smaller) ms in line \(below), where no less "
        + "is done; accepted are falls of \(Int(MeasuredProfile.noise * 100)) %, which are levelled"
    }
  }
}
