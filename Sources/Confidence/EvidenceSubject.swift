import Catalog
import Glibc
import PerformanceModel

/// A deployment under a load, as far as its likeness to another is judged.
public struct EvidenceSubject: Hashable, Sendable {
  public var model: String
  /// Parameters that a token visits.
  public var activeParameters: Double
  public var format: String
  /// Average bits a parameter takes.
  public var bits: Double
  public var engine: String
  public var device: String
  /// Devices of one replica.
  public var devices: Int
  public var shape: LoadShape
  public var input: Double
  public var output: Double
  /// Requests at once; 0 where the engine decides.
  public var concurrency: Double

  public init(
    model: String, activeParameters: Double, format: String, bits: Double, engine: String,
    device: String, devices: Int, shape: LoadShape, input: Double, output: Double,
    concurrency: Double
  ) {
    self.model = model
    self.activeParameters = activeParameters
    self.format = format
    self.bits = bits
    self.engine = engine
    self.device = device
    self.devices = devices
    self.shape = shape
    self.input = input
    self.output = output
    self.concurrency = concurrency
  }

  public init(_ deployment: Deployment, _ workload: Workload, shape: LoadShape) {
    let inventory = ParameterInventory(deployment.model)
    let bytes =
      deployment.measuredWeights ?? deployment.weightFormat.bytes(inventory, of: deployment.model)
    let total = TensorRole.allCases.reduce(0) { $0 + bytes[$1] }
    self.init(
      model: deployment.model.id, activeParameters: inventory.activeTotal,
      format: deployment.weightFormat.id, bits: total * 8 / max(1, inventory.total),
      engine: deployment.engine.id, device: deployment.accelerator.id,
      devices: deployment.parallelism.devices, shape: shape, input: workload.inputTokens,
      output: workload.outputTokens, concurrency: workload.concurrency)
  }

  /// How far another configuration lies from this one: roughly the share by which its figures
  /// would differ for reasons that a forecast may get wrong.
  ///
  /// Sizes count by the logarithm of their ratio: active parameters and bits in full, as the bytes
  /// of a step follow them, devices in full, concurrency by a quarter and lengths by a tenth, as
  /// steps grow slower than these. A prompt's figures know no answer, and those of a token only its
  /// mean context, to which 256 tokens are added because short ones hardly matter. What only a name
  /// tells apart costs a flat amount: another model of the same size or format of the same width
  /// 5 %, another engine 25 %, another kind of load 50 %.
  /// - Parameters:
  ///   - quantity: the figure that is compared.
  ///   - deviceDistance: how far the other's device is from this one's.
  public func distance(
    _ other: Self, of quantity: MeasuredQuantity, deviceDistance: Double
  ) -> Double {
    func ratio(_ a: Double, _ b: Double) -> Double { abs(log(max(1, a) / max(1, b))) }
    var sum = deviceDistance
    if model != other.model {
      sum += 0.05 + ratio(activeParameters, other.activeParameters)
    }
    if format != other.format { sum += 0.05 + ratio(bits, other.bits) }
    if engine != other.engine { sum += 0.25 }
    if shape != other.shape { sum += 0.5 }
    sum += ratio(Double(devices), Double(other.devices))
    switch quantity {
    case .timeToFirstToken, .prefillRate: sum += 0.1 * ratio(input, other.input)
    case .timePerOutputToken, .decodeRate:
      sum += 0.1 * ratio(256 + input + output / 2, 256 + other.input + other.output / 2)
    case .endToEnd, .outputRate, .totalRate, .requestRate, .memory, .energyPerToken:
      sum += 0.1 * ratio(input, other.input) + 0.1 * ratio(output, other.output)
    }
    // Where the engine decides, there is no number to compare.
    if concurrency > 0, other.concurrency > 0 {
      sum += 0.25 * ratio(concurrency, other.concurrency)
    }
    return sum
  }
}

extension Accelerator {
  /// How far another device is from this one: 0 for the same, 25 % within an architecture and 100 %
  /// beyond, and the logarithm of the ratio of their memory bandwidths.
  public func evidenceDistance(_ other: Accelerator) -> Double {
    guard id != other.id else { return 0 }
    let bandwidths = [memoryBandwidth, other.memoryBandwidth].compactMap { $0 }.filter { $0 > 0 }
    let ratio = bandwidths.count == 2 ? abs(log(bandwidths[0] / bandwidths[1])) : 1
    return (architecture == other.architecture ? 0.25 : 1) + ratio
  }
}
