import Testing

@testable import PerformanceModel

/// All-reduces over a fabric: one shot for small messages, two for large ones.
@Suite("All-reduces over a fabric") struct DirectReductionTests {
  /// 160 all-reduces of 16 KiB a token over 450 GB/s.
  static func reduction(_ ranks: Double) -> DirectReduction {
    DirectReduction(160, ranks: ranks, secondsPerToken: 16_384 / 450e9)
  }

  @Test("One device reduces nothing")
  func alone() {
    #expect(Self.reduction(1).time(tokens: 1_000, latency: 3e-6, share: 0.4) == 0)
  }

  @Test("A message of a few tokens costs one latency, however many devices")
  func latency() {
    for ranks in [2.0, 4, 8] {
      let time = Self.reduction(ranks).time(tokens: 0.01, latency: 3e-6, share: 0.4)
      #expect(abs(time / (160 * 3e-6) - 1) < 0.01)
    }
  }

  @Test("Time grows with tokens, and never faster than one shot or slower than the link allows")
  func monotone() {
    for ranks in [2.0, 4, 8] {
      let reduction = Self.reduction(ranks)
      var last = 0.0
      for exponent in 0...14 {
        let tokens = Double(1 << exponent)
        let time = reduction.time(tokens: tokens, latency: 3e-6, share: 0.4)
        #expect(time >= last)
        #expect(time >= 160 * 2 * (ranks - 1) / ranks * tokens * 16_384 / 450e9)
        last = time
      }
    }
  }

  /// Of kernels on an H100 with 8 devices (aiconfigurator 0.12, TensorRT-LLM 1.3): 3.8 µs for
  /// 16 KiB, 6.2 µs for 64 KiB, 17.6 µs for 256 KiB, 79 µs for 4 MiB, 197 µs for 16 MiB.
  @Test("Kernels on eight H100 are met within a third")
  func kernels() {
    for (bytes, measured) in [
      (16_384.0, 3.84), (65_536, 6.2), (262_144, 17.6), (4_194_304, 79), (16_777_216, 197),
    ] {
      let reduction = DirectReduction(1, ranks: 8, secondsPerToken: bytes / 450e9)
      let time = reduction.time(tokens: 1, latency: 3.3e-6, share: 0.37) * 1e6
      #expect(time / measured > 0.67 && time / measured < 1.5, "\(bytes) B: \(time) µs")
    }
  }
}
