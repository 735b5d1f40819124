import Catalog
import Quantities

/// What a model file says about a model: the common result of every reader of this module.
public struct LoadedModel: Hashable, Sendable {
  /// The shape of the model.
  public var architecture: ModelArchitecture
  /// The format of the weights as the file states it: an id of the weight formats for Hugging Face
  /// models (`bf16`, `fp8-block`, `awq-int4`), the name of the recipe for GGUF files (`Q4_K_M`);
  /// `nil` when the file does not say.
  public var weightFormat: String?
  /// The type of cache that the publisher made the model for (`fp8`), when the file says so.
  public var kvCacheFormat: String?
  /// The weights counted tensor by tensor; `nil` when only a configuration was read.
  public var exactWeights: ExactWeights?
  /// What the reader assumed or found at odds, in the order of discovery.
  public var warnings: [String]

  /// A model without weights counted, unless they are given.
  public init(
    architecture: ModelArchitecture, weightFormat: String? = nil, kvCacheFormat: String? = nil,
    exactWeights: ExactWeights? = nil, warnings: [String] = []
  ) {
    self.architecture = architecture
    self.weightFormat = weightFormat
    self.kvCacheFormat = kvCacheFormat
    self.exactWeights = exactWeights
    self.warnings = warnings
  }
}

/// Weights as they lie in files, counted tensor by tensor.
public struct ExactWeights: Hashable, Sendable {
  /// The bytes of all tensors, without headers and padding.
  public private(set) var totalBytes: Bytes = .zero
  /// Bytes by role; scales count with the matrix that they belong to.
  public private(set) var bytes = PerRole<Double>(repeating: 0)
  /// Parameters by role: a packed 4-bit weight counts as one, a scale as none.
  public private(set) var parameters = PerRole<Double>(repeating: 0)
  /// All parameters.
  public private(set) var parameterCount: Double = 0
  /// Number of tensors.
  public private(set) var tensorCount = 0
  private var bytesOfType: [String: Double] = [:]

  /// No tensors yet.
  public init() {}

  /// Bytes by storage type, most first; types of equal bytes by name.
  public var bytesByType: [(type: String, bytes: Bytes)] {
    bytesOfType.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      .map { ($0.key, Bytes($0.value)) }
  }

  /// The storage type that holds most bytes; `nil` without tensors.
  public var dominantType: String? { bytesByType.first?.type }

  /// Counts a tensor.
  /// - Parameters:
  ///   - shares: the roles that the tensor plays and the part of it that each takes, adding to 1.
  ///   - type: the storage type as the format names it.
  ///   - bytes: the bytes that the tensor takes in the file.
  ///   - parameters: the weights that it stands for.
  mutating func add(
    _ shares: [(role: TensorRole, share: Double)], type: String, bytes: Double, parameters: Double
  ) {
    tensorCount += 1
    totalBytes += Bytes(bytes)
    parameterCount += parameters
    bytesOfType[type, default: 0] += bytes
    for (role, share) in shares {
      self.bytes[role] += bytes * share
      self.parameters[role] += parameters * share
    }
  }
}
