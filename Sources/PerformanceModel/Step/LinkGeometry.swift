import Catalog
import Glibc

/// What communication between the devices of a replica adds to a step.
struct LinkGeometry {
  /// Latencies of an all-reduce between two devices that a step takes, whatever its size.
  let latencies: Double
  /// Seconds for every token of a step, at the link's full rate.
  let secondsPerToken: Double

  /// Two all-reduces of the hidden state a layer over tensor ranks: a ring moves `2 (n − 1) / n`
  /// of the message over each link, and its latency grows with the logarithm of the ranks (trees
  /// in NCCL). Expert-parallel layers send each token to its experts and back instead. Each
  /// pipeline boundary hands the hidden state over once.
  init(_ deployment: Deployment) {
    let layout = deployment.parallelism
    guard layout.devices > 1, let interconnect = deployment.accelerator.interconnect else {
      latencies = 0
      secondsPerToken = 0
      return
    }
    let model = deployment.model
    let bandwidth = interconnect.bandwidth
    let hiddenBytes = Double(model.hiddenSize) * 2
    let mixers = Double(model.layers.reduce(0) { $0 + ($1.mixer == .none ? 0 : $1.count) })
    let blocks = Double(model.layers.reduce(0) { $0 + ($1.feedForward == .none ? 0 : $1.count) })
    let tensor = Double(layout.tensor), copies = Double(layout.attentionData)

    func ring(_ ranks: Double) -> (latency: Double, seconds: Double) {
      guard ranks > 1 else { return (0, 0) }
      return ((1 + log2(ranks)) / 2, 2 * (ranks - 1) / ranks * hiddenBytes / bandwidth)
    }
    let everywhere = tensor * copies
    let afterMixer = ring(tensor)
    var afterBlock = ring(everywhere)
    if layout.isExpertParallel, model.isMixtureOfExperts, everywhere > 1 {
      // Dispatch and combine: each token's vector to the devices of its experts and back.
      let reached = min(model.expertsPerToken, everywhere) * (everywhere - 1) / everywhere
      afterBlock = (2 * afterBlock.latency, 2 * reached * hiddenBytes / everywhere / bandwidth)
    }
    let boundaries = Double(layout.pipeline - 1)
    latencies =
      mixers * afterMixer.latency + blocks * afterBlock.latency + boundaries
    // Attention copies hold a share of the tokens each.
    secondsPerToken =
      mixers * afterMixer.seconds / copies + blocks * afterBlock.seconds
      + boundaries * hiddenBytes / bandwidth
  }
}
