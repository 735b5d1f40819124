import Glibc
import Quantities

/// A long computation on machines that can be taken away: how often to save it, how long it then
/// takes and what that costs.
///
/// Interruptions come at random with a constant rate (a Poisson process). Formulas: J. W. Young,
/// "A first order approximation to the optimum checkpoint interval", CACM 17 (9), 1974; J. T. Daly,
/// "A higher order estimate of the optimum checkpoint interval for restart dumps", FGCS 22 (3),
/// 2006, equations 20 (expected wall time) and 37 (optimum).
public struct InterruptibleJob: Hashable, Sendable {
  /// Time of computing without any interruption or checkpoint.
  public let work: Seconds
  /// Time that writing a checkpoint takes from the computation.
  public let checkpoint: Seconds
  /// Time from an interruption to computing again: a new machine, loading, reading the checkpoint.
  public let restart: Seconds
  /// Mean time between interruptions of the whole job.
  public let meanTimeBetweenInterruptions: Seconds

  /// - Throws: ``EconomicsError/unusable(what:value:accepted:)`` for times that are not finite, work
  ///   or a mean time of zero, or negative ones.
  public init(
    work: Seconds, checkpoint: Seconds, restart: Seconds, meanTimeBetweenInterruptions: Seconds
  ) throws(EconomicsError) {
    for (what, value) in [("the work", work), ("the mean time", meanTimeBetweenInterruptions)] {
      guard value.value.isFinite, value.value > 0 else {
        throw .unusable(what: what, value: value.value, accepted: "seconds above 0")
      }
    }
    for (what, value) in [("the checkpoint", checkpoint), ("the restart", restart)] {
      guard value.value.isFinite, value.value >= 0 else {
        throw .unusable(what: what, value: value.value, accepted: "seconds of at least 0")
      }
    }
    self.work = work
    self.checkpoint = checkpoint
    self.restart = restart
    self.meanTimeBetweenInterruptions = meanTimeBetweenInterruptions
  }

  /// Young's interval between checkpoints: √(2 × checkpoint × mean time between interruptions).
  public var youngInterval: Seconds {
    Seconds((2 * checkpoint.value * meanTimeBetweenInterruptions.value).squareRoot())
  }

  /// Daly's interval of computing between checkpoints, which holds for frequent interruptions too.
  public var interval: Seconds {
    let delta = checkpoint.value
    let mean = meanTimeBetweenInterruptions.value
    guard delta < 2 * mean else { return meanTimeBetweenInterruptions }
    let ratio = delta / (2 * mean)
    return Seconds(
      (2 * delta * mean).squareRoot() * (1 + ratio.squareRoot() / 3 + ratio / 9) - delta)
  }

  /// The expected wall time when it is saved after every `interval` of computing; infinite for an
  /// interval of zero. An interval longer than the work is the work.
  public func wallTime(interval: Seconds) -> Seconds {
    let mean = meanTimeBetweenInterruptions.value
    let step = min(interval.value, work.value)
    guard step > 0 else { return Seconds(.infinity) }
    return Seconds(
      mean * exp(restart.value / mean) * expm1((step + checkpoint.value) / mean)
        * work.value / step)
  }

  /// The expected wall time at Daly's interval, or without checkpoints where they cost nothing.
  public var wallTime: Seconds {
    checkpoint == .zero
      ? Seconds(work.value * exp(restart.value / meanTimeBetweenInterruptions.value))
      : wallTime(interval: interval)
  }

  /// The expected wall time when nothing is ever saved.
  public var wallTimeWithoutCheckpoints: Seconds {
    let mean = meanTimeBetweenInterruptions.value
    return Seconds(mean * exp(restart.value / mean) * expm1(work.value / mean))
  }

  /// Wall time over work, at the best interval.
  public var overhead: Double { wallTime.value / work.value - 1 }

  /// Interruptions that the job sees on average.
  public var expectedInterruptions: Double {
    wallTime.value / meanTimeBetweenInterruptions.value
  }
}
