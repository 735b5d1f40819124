import Catalog

extension Deployment {
  /// Dense operations a second that the deployment has for products in `precision`.
  ///
  /// Block formats (GGUF) are unpacked and scaled by the general cores, block by block, between
  /// the products; matrix units wait for them. Measured rates of their kernels follow cores times
  /// clock and not the matrix units: an H100 and a B200 process prompts alike.
  /// - On a GPU the peak counts up to ``blockRate`` operations for one of the general cores in
  ///   FP32, which is what a GeForce of 2020 and later has. Products in FP16 are summed in FP16
  ///   (`CUBLAS_COMPUTE_16F`), where a GeForce has twice the rate of sums in FP32, which is half
  ///   its rate in INT8.
  /// - On a CPU it is what the cores that compute have in vector instructions, never in tiles
  ///   (AMX): 4 operations in INT8 for one in FP32 where there are dot products; attention in FP32.
  func computeRate(_ precision: Accelerator.Precision) -> Double {
    guard let peak = accelerator.computeRate(precision)?.rate else { return 0 }
    let share = isProcessor ? coreShare : 1
    guard engine.weightFamilies.first == .gguf, let general = accelerator.fp32Rate else {
      return peak * share
    }
    if isProcessor { return min(peak, (precision == .int8 ? 4 : 1) * general) * share }
    switch precision {
    case .int8: return min(peak, Self.blockRate * general)
    case .fp16: return max(peak, min(2 * peak, (accelerator.int8Rate ?? 0) / 2))
    default: return peak
    }
  }

  /// Dense operations a second of attention. The kernels of engines of block formats keep scores
  /// and sums in FP32 on the general cores.
  var attentionRate: Double {
    let rate = computeRate(.fp16)
    guard engine.weightFamilies.first == .gguf, let general = accelerator.fp32Rate else {
      return rate
    }
    // llama.cpp's fused kernel for processors takes one query at a time, and each row of the cache
    // anew; its separate products work on blocks.
    let isFused = settings.usesFlashAttention ?? true
    let share = isProcessor && isFused && engine.variant == nil ? Self.fusedShare : 1
    return share * min(rate, 2 * general)
  }

  private var isProcessor: Bool { accelerator.platform == "cpu" }

  /// Rate of llama.cpp's fused attention on processors over that of its separate products: 3.5
  /// times the time for prompts and for answers at a depth of 16k tokens (ik_llama.cpp discussion
  /// 357, Qwen3-30B-A3B on a Ryzen 9 7950X with `-fa` and without).
  private static var fusedShare: Double { 0.285 }

  /// Operations of block kernels on a GPU for one of its general cores.
  private static var blockRate: Double { 8 }

  /// Share of a CPU's cores that compute: one thread occupies one.
  private var coreShare: Double {
    guard let threads = settings.threads, let cores = accelerator.cores else { return 1 }
    return min(1, Double(max(1, threads)) / Double(max(1, cores)))
  }
}
