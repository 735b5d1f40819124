import PerformanceModel

/// What tells how long the steps of a replica take: the step function of the performance model, or
/// what was measured in its place.
///
/// Lines and steps agree: where a decode step lies on a line, both give the same seconds.
public protocol StepTimes: Sendable {
  /// Seconds of a step, and those of them in which the devices neither stream nor multiply.
  func seconds(_ step: Step) -> (total: Double, unloaded: Double)

  /// The line on which steps lie in which `sequences` sequences decode, around a sum of contexts.
  func line(sequences: Double, context: Double) -> DecodeLine
}

extension StepModel: StepTimes {
  public func seconds(_ step: Step) -> (total: Double, unloaded: Double) {
    let time = time(step)
    return (time.total, time.communication + time.overhead)
  }

  public func line(sequences: Double, context: Double) -> DecodeLine {
    decodeLine(sequences: sequences, context: context)
  }
}
