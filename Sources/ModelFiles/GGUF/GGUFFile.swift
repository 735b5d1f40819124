/// The header of one GGUF file, version 2 or 3, little-endian: metadata and the list of tensors.
///
/// The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (MIT).
public struct GGUFFile: Hashable, Sendable {
  /// The path of the file, or its name in messages.
  public var path: String
  /// The version of the format: 2 or 3.
  public var version: UInt32
  /// Size of the file in bytes.
  public var size: Int
  /// Bytes to which the data of every tensor is aligned.
  public var alignment: UInt64
  /// Where the data of tensors begins, in bytes from the start of the file.
  public var dataOffset: UInt64
  /// Metadata in the order of the file.
  public var metadata: [Entry]
  /// Tensors in the order of the file.
  public var tensors: [Tensor]

  /// A key of the metadata and its value.
  public struct Entry: Hashable, Sendable {
    /// The key, such as `llama.block_count`.
    public var key: String
    /// The kind of value in the file.
    public var type: GGUFValueType
    /// The value.
    public var value: GGUFValue

    /// An entry as the file would hold it.
    public init(key: String, type: GGUFValueType, value: GGUFValue) {
      self.key = key
      self.type = type
      self.value = value
    }
  }

  /// A tensor as the header describes it.
  public struct Tensor: Hashable, Sendable {
    /// The name, such as `blk.0.attn_q.weight`.
    public var name: String
    /// Elements along each dimension, the contiguous one first: 1 to 4 numbers above 0.
    public var dimensions: [UInt64]
    /// How the elements are stored.
    public var type: GGMLType
    /// Bytes from the start of the data to the first of the tensor.
    public var offset: UInt64
    /// All elements.
    public var elements: UInt64
    /// The bytes that the tensor takes.
    public var bytes: UInt64
  }

  /// Reads the header of a file.
  /// - Throws: ``ModelFileError`` for everything that is not a whole GGUF file of version 2 or 3.
  public init(path: String) throws(ModelFileError) {
    self = try GGUFHeaderParser.parse(try MappedFile(path))
  }

  /// Reads the header of a file that lies in memory; `path` is its name in messages.
  public init(bytes: [UInt8], path: String) throws(ModelFileError) {
    self = try GGUFHeaderParser.parse(MappedFile(copying: bytes, path: path))
  }

  init(
    path: String, version: UInt32, size: Int, alignment: UInt64, dataOffset: UInt64,
    metadata: [Entry], tensors: [Tensor]
  ) {
    self.path = path
    self.version = version
    self.size = size
    self.alignment = alignment
    self.dataOffset = dataOffset
    self.metadata = metadata
    self.tensors = tensors
  }
}
