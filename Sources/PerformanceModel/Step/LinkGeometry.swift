import Catalog
import Glibc

/// What communication between the devices of a replica adds to a step.
struct LinkGeometry {
  /// Latencies of a collective that a step takes, whatever its size.
  let latencies: Double
  /// Seconds for every token of a step, at the link's full rate.
  let secondsPerToken: Double
  /// All-reduces after the mixers and after the feed-forward blocks, where devices read each
  /// other's memory.
  let direct: (mixers: DirectReduction, blocks: DirectReduction)

  /// Two all-reduces of the hidden state a layer over tensor ranks. Over PCIe and networks a ring
  /// moves `2 (n − 1) / n` of the message over each link, and its latency grows with the logarithm
  /// of the ranks (trees in NCCL); over a fabric of the devices they are ``DirectReduction``s.
  /// Expert-parallel layers send each token to its experts and back instead. Each pipeline boundary
  /// hands the hidden state over once.
  init(_ deployment: borrowing Deployment) {
    let layout = deployment.parallelism
    guard layout.devices > 1, let interconnect = deployment.accelerator.interconnect else {
      latencies = 0
      secondsPerToken = 0
      direct = (.none, .none)
      return
    }
    let model = deployment.model
    let bandwidth = interconnect.bandwidth
    let hiddenBytes = Double(model.hiddenSize) * 2
    let mixers = Double(model.layers.reduce(0) { $0 + ($1.mixer == .none ? 0 : $1.count) })
    let blocks = Double(model.layers.reduce(0) { $0 + ($1.feedForward == .none ? 0 : $1.count) })
    let tensor = Double(layout.tensor), copies = Double(layout.attentionData)
    let everywhere = tensor * copies
    let exchanges =
      layout.isExpertParallel && model.isMixtureOfExperts && everywhere > 1
    let isFabric = interconnect.family == Self.fabric

    func ring(_ ranks: Double) -> (latency: Double, seconds: Double) {
      guard ranks > 1 else { return (0, 0) }
      return ((1 + log2(ranks)) / 2, 2 * (ranks - 1) / ranks * hiddenBytes / bandwidth)
    }
    let boundaries = Double(layout.pipeline - 1)
    var latencies = boundaries
    var seconds = boundaries * hiddenBytes / bandwidth
    if !isFabric {
      latencies += mixers * ring(tensor).latency
      // Attention copies hold a share of the tokens each.
      seconds += mixers * ring(tensor).seconds / copies
    }
    if exchanges {
      // Dispatch and combine: each token's vector to the devices of its experts and back.
      let reached = min(model.expertsPerToken, everywhere) * (everywhere - 1) / everywhere
      latencies += 2 * blocks * ring(everywhere).latency
      seconds += 2 * blocks * reached * hiddenBytes / everywhere / bandwidth
    } else if !isFabric {
      latencies += blocks * ring(everywhere).latency
      seconds += blocks * ring(everywhere).seconds
    }
    self.latencies = latencies
    secondsPerToken = seconds
    let message = hiddenBytes / bandwidth
    direct = (
      isFabric ? DirectReduction(mixers, ranks: tensor, secondsPerToken: message / copies) : .none,
      isFabric && !exchanges
        ? DirectReduction(blocks, ranks: everywhere, secondsPerToken: message) : .none
    )
  }

  private static let fabric = "fabric"
}
