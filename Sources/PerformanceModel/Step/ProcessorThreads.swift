import Catalog

extension Deployment {
  /// Dense operations a second that the deployment has for products in `precision`.
  ///
  /// A CPU offers what the cores that compute have. Engines of block formats (GGUF) multiply by
  /// vector instructions there, never by tiles (AMX): 4 operations in INT8 for one in FP32 where the
  /// processor has dot products, and attention in FP32.
  func computeRate(_ precision: Accelerator.Precision) -> Double {
    guard let peak = accelerator.computeRate(precision)?.rate else { return 0 }
    guard accelerator.platform == "cpu" else { return peak }
    guard engine.weightFamilies.first == .gguf, let vector = accelerator.fp32Rate else {
      return peak * coreShare
    }
    let width: Double = precision == .int8 ? 4 : 1
    return min(peak, width * vector) * coreShare
  }

  /// Share of a CPU's cores that compute: one thread occupies one.
  private var coreShare: Double {
    guard let threads = settings.threads, let cores = accelerator.cores else { return 1 }
    return min(1, Double(max(1, threads)) / Double(max(1, cores)))
  }
}
