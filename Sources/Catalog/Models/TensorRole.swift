/// What a weight matrix does in the model. Quantisation recipes treat roles differently, and so do
/// tensor parallelism and the arithmetic of a step.
public enum TensorRole: Int, CaseIterable, Hashable, Sendable {
  case tokenEmbedding, outputHead
  case attentionQuery, attentionKey, attentionValue, attentionOutput
  case feedForwardGate, feedForwardUp, feedForwardDown
  case expertGate, expertUp, expertDown
  case sharedExpert, router
  /// Linear-attention and state-space projections.
  case linearMixer
  /// Norms, biases, convolutions: vectors that every format keeps unquantised.
  case vector
  case vision
  /// Published parameters that the shape does not account for.
  case unaccounted
}

/// A number for every tensor role.
public struct PerRole<Element: Sendable & Hashable>: Sendable, Hashable {
  private var storage: [Element]

  public init(repeating element: Element) {
    storage = Array(repeating: element, count: TensorRole.allCases.count)
  }

  public subscript(role: TensorRole) -> Element {
    get { storage[role.rawValue] }
    set { storage[role.rawValue] = newValue }
  }
}
