import StructuredText

/// The header of one safetensors file: the list of its tensors.
///
/// The format: https://github.com/huggingface/safetensors#format (Apache-2.0).
public struct SafetensorsFile: Hashable, Sendable {
  /// The path of the file, or its name in messages.
  public var path: String
  /// Size of the file in bytes.
  public var size: Int
  /// Where the data begins, in bytes from the start of the file.
  public var dataOffset: Int
  /// Tensors in the order of their data.
  public var tensors: [Tensor]
  /// Bytes of the data that no tensor takes; a whole file has none.
  public var unusedBytes: Int

  /// A tensor as the header describes it.
  public struct Tensor: Hashable, Sendable {
    /// The name, such as `model.layers.0.self_attn.q_proj.weight`.
    public var name: String
    /// The type of the elements.
    public var type: SafetensorsType
    /// Elements along each dimension, the contiguous one last; empty for a single number.
    public var shape: [Int]
    /// Bytes from the start of the data.
    public var range: Range<Int>
    /// All elements.
    public var elements: Int
  }

  /// Bytes of the largest header that is read: the limit of the reference implementation.
  public static let headerLimit = 100_000_000

  /// Reads the header of a file.
  /// - Throws: ``ModelFileError`` for everything that is not a whole safetensors file.
  public init(path: String) throws(ModelFileError) {
    try self.init(try MappedFile(path))
  }

  /// Reads the header of a file that lies in memory; `path` is its name in messages.
  public init(bytes: [UInt8], path: String) throws(ModelFileError) {
    try self.init(MappedFile(copying: bytes, path: path))
  }

  private init(_ file: consuming MappedFile) throws(ModelFileError) {
    var cursor = ByteCursor(file)
    let length: UInt64 = try cursor.read("the length of the header")
    guard length <= Self.headerLimit, let headerLength = Int(exactly: length) else {
      throw cursor.malformed(
        0, "the length of the header", "\(length) bytes", "at most \(Self.headerLimit) bytes")
    }
    guard let text = cursor.file.copy(8, headerLength) else {
      throw cursor.truncated(length, "the header")
    }
    guard text.first == UInt8(ascii: "{") else {
      throw cursor.malformed(8, "the header", "not a JSON object", "a JSON object")
    }
    try JSONFile.check(text, path: cursor.file.path)
    let header: Value
    do {
      header = try Value.json(text, name: "header")
    } catch {
      throw .text(path: cursor.file.path, problem: error)
    }
    path = cursor.file.path
    size = cursor.file.count
    dataOffset = 8 + headerLength
    let parser = SafetensorsHeader(path: path, dataSize: size - dataOffset, size: size)
    (tensors, unusedBytes) = try parser.tensors(header)
  }
}

/// Checks what a safetensors header says against the size of the data.
struct SafetensorsHeader {
  let path: String
  let dataSize: Int
  let size: Int

  func tensors(
    _ header: Value
  ) throws(ModelFileError) -> (tensors: [SafetensorsFile.Tensor], unused: Int) {
    guard case .object(let entries) = header else {
      throw malformed("the header", header.quoted, "a group of tensors")
    }
    var tensors: [SafetensorsFile.Tensor] = []
    tensors.reserveCapacity(entries.count)
    // Errors of a file with several must not depend on the order of a dictionary.
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) where name != "__metadata__" {
      tensors.append(try tensor(name, entry))
    }
    tensors.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name)
        < ($1.range.lowerBound, $1.range.upperBound, $1.name)
    }
    var used = 0
    var end = 0
    for (index, tensor) in tensors.enumerated() where !tensor.range.isEmpty {
      guard tensor.range.lowerBound >= end else {
        throw malformed(
          "the data of '\(printable(tensor.name))'",
          "over that of '\(printable(tensors[max(0, index - 1)].name))'",
          "data that does not overlap")
      }
      end = tensor.range.upperBound
      used += tensor.range.count
    }
    return (tensors, dataSize - used)
  }

  private func tensor(
    _ name: String, _ entry: Value
  ) throws(ModelFileError) -> SafetensorsFile.Tensor {
    let shown = printable(name)
    guard case .object(let fields) = entry else {
      throw malformed("'\(shown)'", entry.quoted, "a group with dtype, shape and data_offsets")
    }
    guard case .string(let typeName)? = fields["dtype"],
      let type = SafetensorsType(rawValue: typeName)
    else {
      throw malformed(
        "dtype of '\(shown)'", fields["dtype"]?.quoted ?? "missing",
        SafetensorsType.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let shape = try integers(fields["shape"], "shape of '\(shown)'")
    let offsets = try integers(fields["data_offsets"], "data_offsets of '\(shown)'")
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw malformed(
        "data_offsets of '\(shown)'", offsets.map(String.init).joined(separator: ", "),
        "two numbers, the end not before the begin")
    }
    guard offsets[1] <= dataSize else {
      // Both are at most 2⁵³: no overflow.
      throw .truncated(
        path: path, offset: size - dataSize, what: "the data of '\(shown)'",
        end: UInt64(size - dataSize + offsets[1]), size: size)
    }
    var elements = 1
    for dimension in shape {
      let (product, overflow) = elements.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw tooLarge(shown, shape) }
      elements = product
    }
    let (bits, overflow) = elements.multipliedReportingOverflow(by: type.bits)
    guard !overflow else { throw tooLarge(shown, shape) }
    guard bits % 8 == 0, bits / 8 == offsets[1] - offsets[0] else {
      throw malformed(
        "data_offsets of '\(shown)'", "\(offsets[1] - offsets[0]) bytes",
        "\(elements) elements of \(typeName), \(bits) bits")
    }
    return SafetensorsFile.Tensor(
      name: name, type: type, shape: shape, range: offsets[0]..<offsets[1], elements: elements)
  }

  private func integers(_ value: Value?, _ what: String) throws(ModelFileError) -> [Int] {
    let accepted = "a list of whole numbers of at least 0"
    guard case .array(let items)? = value else {
      throw malformed(what, value?.quoted ?? "missing", accepted)
    }
    var numbers: [Int] = []
    for item in items {
      // Beyond 2⁵³ the reader of JSON rounds: such numbers are not what stands in the file.
      guard case .number(let number) = item, let whole = Int(exactly: number),
        (0...(1 << 53)).contains(whole)
      else { throw malformed(what, item.quoted, accepted) }
      numbers.append(whole)
    }
    return numbers
  }

  private func tooLarge(_ shown: String, _ shape: [Int]) -> ModelFileError {
    malformed(
      "shape of '\(shown)'", shape.map(String.init).joined(separator: " × "),
      "fewer than 2^63 bits")
  }

  private func malformed(_ what: String, _ found: String, _ accepted: String) -> ModelFileError {
    .malformed(path: path, offset: 8, what: what, found: found, accepted: accepted)
  }
}
