import Catalog

/// Counts the weights of a checkpoint, seeing through the packing of quantised ones.
struct SafetensorsWeights {
  private let architecture: ModelArchitecture
  /// Bits of a weight packed into 32-bit integers, where the configuration tells.
  private let packedBits: Int?
  private let format: String?
  /// Names that stand beside a weight and give its packing away.
  private let names: Set<String>

  init(
    _ tensors: [SafetensorsFile.Tensor], architecture: ModelArchitecture, packedBits: Int?,
    format: String?
  ) {
    self.architecture = architecture
    self.packedBits = packedBits
    self.format = format
    names = Set(tensors.map(\.name))
  }

  /// - Parameter warnings: gains what is odd about the names.
  func count(_ tensors: [SafetensorsFile.Tensor], warnings: inout [String]) -> ExactWeights {
    let mixers = architecture.layers
    let attention = mixers.first { if case .attention = $0.mixer { true } else { false } }?.mixer
    var weights = ExactWeights()
    var unknown: [String] = []
    var spare = 0
    for tensor in tensors {
      let name = HuggingFaceTensorNames.Name(tensor.name)
      var part = HuggingFaceTensorNames.part(name, rank: tensor.shape.count)
      if let layer = name.layer, layer >= architecture.layerCount, part != .role(.vision) {
        part = .role(.unaccounted)
        spare += 1
      } else if part == .unknown {
        unknown.append(tensor.name)
      }
      weights.add(
        shares(part, attention), type: tensor.type.rawValue, bytes: Double(tensor.range.count),
        parameters: parameters(tensor, name))
    }
    if spare > 0 {
      warnings.append(
        "\(spare) tensors belong to layers behind the last: their bytes count, the layers do not")
    }
    if let example = unknown.first {
      warnings.append(
        "\(unknown.count) tensors of unknown use count as unaccounted, such as "
          + "'\(printable(example))'")
    }
    return weights
  }

  /// The weights that a tensor stands for.
  func parameters(
    _ tensor: SafetensorsFile.Tensor, _ name: HuggingFaceTensorNames.Name
  ) -> Double {
    if name.isAuxiliary { return 0 }
    let elements = Double(tensor.elements)
    switch tensor.type {
    // Eight 4-bit weights, or four of 8 bits, in every integer.
    case .i32, .u32: return elements * 32 / Double(packedBits ?? 4)
    case .u8:
      // Two 4-bit weights in a byte: MXFP4 blocks, NVFP4, bitsandbytes.
      let isPacked =
        name.tensor.hasSuffix("_blocks") || format == "nvfp4" || format == "mxfp4"
        || names.contains(tensor.name + ".absmax") || names.contains(tensor.name + "_scale_2")
        || name.tensor == "weight_packed"
      return isPacked ? elements * 2 : elements
    case .i64, .u64, .bool: return 0
    default: return elements
    }
  }

  private func shares(
    _ part: HuggingFaceTensorNames.Part, _ attention: Mixer?
  ) -> [(role: TensorRole, share: Double)] {
    switch part {
    case .role(let role): [(role, 1)]
    case .unknown: [(.unaccounted, 1)]
    case .gateUp: [(.feedForwardGate, 0.5), (.feedForwardUp, 0.5)]
    case .expertGateUp: [(.expertGate, 0.5), (.expertUp, 0.5)]
    case .queryKeyValue: TensorShares.queryKeyValue(attention)
    }
  }
}
