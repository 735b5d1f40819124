import Economics
import Foundation
import Quantities
import TestSupport
import Testing

@Suite struct InterruptibleJobTests {
  private func job(
    work: Double = 360_000, checkpoint: Double = 100, restart: Double = 300, mean: Double = 43_200
  ) throws -> InterruptibleJob {
    try InterruptibleJob(
      work: Seconds(work), checkpoint: Seconds(checkpoint), restart: Seconds(restart),
      meanTimeBetweenInterruptions: Seconds(mean))
  }

  /// Young 1974: √(2 × 100 s × 43,200 s) = 2,939 s; Daly's is close to it where interruptions are
  /// rare.
  @Test func theIntervalIsYoungsWhereInterruptionsAreRare() throws {
    let job = try job()
    #expect(abs(job.youngInterval.value - 2939.4) < 0.1)
    #expect(abs(job.interval / job.youngInterval - 1) < 0.05)
  }

  @Test func noOtherIntervalIsBetter() throws {
    for (checkpoint, mean) in [(100.0, 43_200.0), (600, 7200), (30, 86_400)] {
      let job = try job(checkpoint: checkpoint, mean: mean)
      for factor in [0.25, 0.5, 0.8, 1.25, 2, 4] {
        #expect(job.wallTime(interval: job.interval * factor) >= job.wallTime * 0.9999)
      }
    }
  }

  @Test func theFormulaAgreesWithPlayingIt() throws {
    let job = try job()
    var generator = SeededGenerator(seed: 7)
    var total = 0.0
    let runs = 400
    for _ in 0..<runs { total += play(job, &generator) }
    #expect(abs(total / Double(runs) / job.wallTime.value - 1) < 0.02)
  }

  /// Plays one job: computes, saves, is interrupted at random, starts again from what is saved.
  private func play(_ job: InterruptibleJob, _ generator: inout SeededGenerator) -> Double {
    let mean = job.meanTimeBetweenInterruptions.value
    func wait() -> Double {
      -mean * log1p(-Double.random(in: 0..<1, using: &generator))
    }
    var time = 0.0, saved = 0.0, next = wait()
    while saved < job.work.value {
      let step = min(job.interval.value, job.work.value - saved)
      let end = time + step + job.checkpoint.value
      if end <= next {
        time = end
        saved += step
      } else {
        // A restart may be interrupted as well.
        time = next
        var isBack = false
        while !isBack {
          next = time + wait()
          isBack = time + job.restart.value <= next
          time = isBack ? time + job.restart.value : next
        }
      }
    }
    return time
  }

  @Test func nothingSavedIsNeverFinished() throws {
    let job = try job()
    #expect(job.wallTimeWithoutCheckpoints > job.wallTime * 10)
    #expect(try self.job(mean: 1e12).overhead < 0.001)
  }

  @Test(arguments: [(0.0, 1.0, 1.0, 1.0), (1, -1, 1, 1), (1, 1, .nan, 1), (1, 1, 1, 0)])
  func unusableTimesAreRefused(work: Double, checkpoint: Double, restart: Double, mean: Double) {
    #expect(throws: EconomicsError.self) {
      try job(work: work, checkpoint: checkpoint, restart: restart, mean: mean)
    }
  }
}
