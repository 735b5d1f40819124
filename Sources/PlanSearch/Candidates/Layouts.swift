import Catalog
import PerformanceModel

/// The ways in which a replica may spread over devices.
enum Layouts {
  /// Layouts of at most `most` devices, fewest devices first.
  ///
  /// Tensor parallelism in powers of two up to a machine's devices; stages of layers where an
  /// engine cannot cut matrices, or beyond one machine; for mixtures of experts over eight devices
  /// also whole experts with copies of the attention part, which is how they are served at scale.
  static func all(
    model: ModelArchitecture, engine: Engine, device: Accelerator, most: Int
  ) -> [Parallelism] {
    var layouts = [Parallelism()]
    guard device.interconnect != nil, most > 1 else { return layouts }
    var ways = 2
    while ways <= min(most, machine) {
      if engine.supportsTensorParallelism {
        layouts.append(Parallelism(tensor: ways))
      } else {
        layouts.append(Parallelism(pipeline: ways))
      }
      ways *= 2
    }
    guard engine.supportsTensorParallelism, engine.batching == .continuous else { return layouts }
    if model.isMixtureOfExperts, most >= machine {
      layouts.append(Parallelism(tensor: machine, isExpertParallel: true))
      layouts.append(Parallelism(attentionData: machine, isExpertParallel: true))
    }
    if most >= 2 * machine { layouts.append(Parallelism(tensor: machine, pipeline: 2)) }
    return layouts
  }

  /// Devices of the largest machines that share one fast link.
  static let machine = 8
}
