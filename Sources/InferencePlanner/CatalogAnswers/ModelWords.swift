import Catalog

extension ModelArchitecture {
  /// The kinds of its layers' mixers, each once: `["windowed GQA", "GQA"]`.
  var mixerNames: [String] {
    var names: [String] = []
    for group in layers {
      if let name = group.mixer.name, !names.contains(name) { names.append(name) }
    }
    return names
  }
}

extension Mixer {
  /// What people call the mixer; `nil` where there is none.
  var name: String? {
    switch self {
    case .attention(let attention):
      (attention.window == nil ? "" : "windowed ")
        + (attention.kvHeads == attention.heads ? "MHA" : attention.kvHeads == 1 ? "MQA" : "GQA")
    case .latentAttention: "MLA"
    case .gatedDeltaNet: "linear"
    case .mamba2: "Mamba-2"
    case .none: nil
    }
  }

  /// The mixer with its dimensions, in words.
  var words: String {
    switch self {
    case .attention(let attention):
      "\(name ?? "") of \(attention.heads) heads and \(attention.kvHeads) KV heads of "
        + "\(attention.headDimension)"
        + (attention.window.map { ", window of \($0) tokens" } ?? "")
        + (attention.hasOutputGate ? ", gated" : "")
    case .latentAttention(let latent):
      "MLA of \(latent.heads) heads, KV rank \(latent.kvRank) and \(latent.ropeHeadDimension) for "
        + "positions" + (latent.queryRank.map { ", query rank \($0)" } ?? "")
    case .gatedDeltaNet(let net):
      "gated delta net of \(net.keyHeads) key heads of \(net.keyHeadDimension) and "
        + "\(net.valueHeads) value heads of \(net.valueHeadDimension)"
    case .mamba2(let mamba):
      "Mamba-2 of \(mamba.heads) heads of \(mamba.headDimension), state \(mamba.stateSize), "
        + "\(mamba.groups) groups"
    case .none: "no mixer"
    }
  }
}

extension FeedForward {
  /// The block with its dimensions, in words.
  var words: String {
    switch self {
    case .dense(let intermediate, let isGated):
      "dense \(intermediate)" + (isGated ? ", gated" : "")
    case .mixtureOfExperts(let moe):
      "\(moe.expertsPerToken) of \(moe.experts) experts of \(moe.intermediate)"
        + (moe.sharedIntermediate > 0 ? ", \(moe.sharedIntermediate) shared" : "")
        + (moe.isGated ? ", gated" : "")
    case .none: "no feed-forward"
    }
  }
}

extension TensorRole {
  /// The name in snake case, as JSON has it: `token_embedding`.
  var key: String {
    var key = ""
    for character in "\(self)" {
      if character.isUppercase { key += "_" }
      key += character.lowercased()
    }
    return key
  }

  /// The name in words: `token embedding`.
  var words: String { String(key.map { $0 == "_" ? " " : $0 }) }
}
