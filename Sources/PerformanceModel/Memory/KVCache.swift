import Catalog
import Quantities

/// What a sequence keeps between steps, over the whole model.
///
/// Layers of three kinds add up: full attention (grows with every token), sliding windows (grow
/// up to the window), and states of fixed size (linear attention, state-space blocks).
public struct KVCache: Hashable, Sendable {
  /// Bytes a token in layers that see the whole context.
  public let bytesPerToken: Double
  /// Bytes a token in layers that see a window.
  public let windowedBytesPerToken: Double
  /// The window of those layers in tokens; infinite where there are none.
  public let window: Double
  /// Bytes a sequence of fixed size.
  public let stateBytes: Double

  /// Bytes a token of latent attention, a part of ``bytesPerToken`` that tensor parallelism does
  /// not divide: every rank needs the whole compressed vector.
  public let latentBytesPerToken: Double

  /// Two vectors (key and value) a KV head and token; one compressed vector a token for latent
  /// attention (DeepSeek-V2, arXiv:2405.04434); key-by-value state matrices for gated delta nets.
  public init(_ model: borrowing ModelArchitecture, type: borrowing TensorType) {
    let bytesPerNumber = type.bitsPerElement / 8
    var full = 0.0, windowed = 0.0, latent = 0.0, state = 0.0
    var window = Double.infinity
    for group in model.layers {
      let count = Double(group.count)
      switch group.mixer {
      case .attention(let attention):
        let bytes =
          count * 2 * Double(attention.kvHeads * attention.headDimension) * bytesPerNumber
        if let width = attention.window {
          windowed += bytes
          window = min(window, Double(width))
        } else {
          full += bytes
        }
      case .latentAttention(let attention):
        latent +=
          count * Double(attention.kvRank + attention.ropeHeadDimension) * bytesPerNumber
      case .gatedDeltaNet(let net):
        let matrix = Double(net.valueHeads * net.keyHeadDimension * net.valueHeadDimension)
        let channels = Double(
          2 * net.keyHeads * net.keyHeadDimension + net.valueHeads * net.valueHeadDimension)
        // States are kept in FP32, convolution tails in 16 bits.
        state += count * (matrix * 4 + channels * Double(net.convolutionWidth - 1) * 2)
      case .mamba2(let mamba):
        let matrix = Double(mamba.heads * mamba.headDimension * mamba.stateSize)
        let channels = Double(
          mamba.heads * mamba.headDimension + 2 * mamba.groups * mamba.stateSize)
        state += count * (matrix * 4 + channels * Double(mamba.convolutionWidth - 1) * 2)
      case .none: break
      }
    }
    bytesPerToken = full + latent
    latentBytesPerToken = latent
    windowedBytesPerToken = windowed
    self.window = window
    stateBytes = state
  }

  /// Bytes of one sequence of `tokens` tokens, in whole blocks of `blockTokens`.
  ///
  /// A paged cache loses half a block on average at the end of each sequence.
  public func bytes(tokens: Double, blockTokens: Double) -> Double {
    let waste = (blockTokens - 1) / 2
    return (tokens + waste) * bytesPerToken
      + (min(tokens, window) + waste) * windowedBytesPerToken + stateBytes
  }

  /// Bytes that one decode step reads for a sequence of `tokens` tokens.
  public func bytesRead(tokens: Double) -> Double {
    tokens * bytesPerToken + min(tokens, window) * windowedBytesPerToken + stateBytes
  }
}
