import Catalog

/// How a matrix that holds several is divided among them.
enum TensorShares {
  /// Queries, keys and values in one matrix, by the heads of each; by thirds where the mixer is
  /// not attention.
  static func queryKeyValue(_ mixer: Mixer?) -> [(role: TensorRole, share: Double)] {
    guard case .attention(let attention)? = mixer else {
      let third = 1.0 / 3
      return [(.attentionQuery, third), (.attentionKey, third), (.attentionValue, third)]
    }
    let query = Double(attention.heads) * (attention.hasOutputGate ? 2 : 1)
    let keys = Double(attention.kvHeads)
    let all = query + 2 * keys
    return [
      (.attentionQuery, query / all), (.attentionKey, keys / all), (.attentionValue, keys / all),
    ]
  }
}
