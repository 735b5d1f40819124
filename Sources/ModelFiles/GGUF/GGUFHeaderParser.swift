/// Reads a GGUF header from front to back, trusting nothing that it finds.
struct GGUFHeaderParser: ~Copyable {
  private var cursor: ByteCursor
  /// What is left of ``GGUFLimits/allTextBytes``, ``GGUFLimits/steps`` and
  /// ``GGUFLimits/allKeptElements``.
  private var textBudget = GGUFLimits.allTextBytes
  private var stepBudget = GGUFLimits.steps
  private var elementBudget = GGUFLimits.allKeptElements

  static func parse(_ file: consuming MappedFile) throws(ModelFileError) -> GGUFFile {
    var parser = GGUFHeaderParser(cursor: ByteCursor(file))
    return try parser.header()
  }

  private init(cursor: consuming ByteCursor) { self.cursor = cursor }

  private mutating func header() throws(ModelFileError) -> GGUFFile {
    let version = try self.version()
    let tensorCount: UInt64 = try cursor.read("the number of tensors")
    let entryCount: UInt64 = try cursor.read("the number of metadata entries")
    // A key of no bytes and a value of one; a name of no bytes, one dimension, type and offset.
    try check(entryCount, "the number of metadata entries", GGUFLimits.entries, bytesEach: 13)
    try check(tensorCount, "the number of tensors", GGUFLimits.tensors, bytesEach: 32)

    let metadata = try self.metadata(entryCount)
    let alignment = try self.alignment(metadata)
    let tensorsOffset = cursor.offset
    var tensors = try self.tensors(tensorCount, alignment)
    let end = UInt64(cursor.offset)
    // The header ends within the file and alignments are small: this cannot overflow.
    let dataOffset = (end + alignment - 1) / alignment * alignment
    try checkData(&tensors, from: dataOffset, listedAt: tensorsOffset)
    return GGUFFile(
      path: cursor.file.path, version: version, size: cursor.file.count, alignment: alignment,
      dataOffset: dataOffset, metadata: metadata, tensors: tensors)
  }

  private mutating func version() throws(ModelFileError) -> UInt32 {
    let magic: UInt32 = try cursor.read("the magic number")
    guard magic == 0x4655_4747 else {
      let older: [UInt32: String] = [
        0x6767_6D6C: "GGML", 0x6767_6D66: "GGMF", 0x6767_6A74: "GGJT",
      ]
      if let name = older[magic] {
        throw .unsupported(
          path: cursor.file.path, what: "a \(name) file",
          reason: "it predates GGUF; accepted: GGUF version 2 or 3")
      }
      throw cursor.malformed(
        0, "the magic number", "0x" + String(magic.byteSwapped, radix: 16),
        "'GGUF' (0x47475546)")
    }
    let version: UInt32 = try cursor.read("the version")
    switch version {
    case 2, 3: return version
    case 1:
      throw .unsupported(
        path: cursor.file.path, what: "GGUF version 1",
        reason: "it was used for some weeks of 2023; accepted: version 2 or 3")
    case _ where (1...3).contains(version.byteSwapped):
      throw .unsupported(
        path: cursor.file.path, what: "a big-endian GGUF file",
        reason: "accepted: little-endian ones; gguf_convert_endian.py of llama.cpp converts them")
    default: throw cursor.malformed(4, "the version", String(version), "2 or 3")
    }
  }

  /// Refuses a count that the rest of the file cannot hold, before anything is made for it.
  private func check(
    _ count: UInt64, _ what: String, _ limit: UInt64, bytesEach: UInt64
  ) throws(ModelFileError) {
    guard count <= limit else {
      throw .limit(
        path: cursor.file.path, what: what, found: String(count), limit: String(limit))
    }
    // At most 2¹⁸ × 32: no overflow.
    guard count * bytesEach <= UInt64(cursor.remaining) else {
      throw cursor.truncated(count * bytesEach, "a list of \(count) items (\(what))")
    }
  }

  // MARK: Metadata

  private mutating func metadata(_ count: UInt64) throws(ModelFileError) -> [GGUFFile.Entry] {
    var entries: [GGUFFile.Entry] = []
    var seen: Set<String> = []
    for _ in 0..<count {
      let start = cursor.offset
      let key = try name("a metadata key", limit: GGUFLimits.keyBytes)
      guard !key.isEmpty else {
        throw cursor.malformed(start, "a metadata key", "empty", "a name")
      }
      guard seen.insert(key).inserted else {
        throw cursor.malformed(
          start, "the metadata key '\(printable(key))'", "there twice", "each key once")
      }
      let type = try valueType("the type of '\(printable(key))'")
      let value = try value(type, of: key, depth: 0)
      entries.append(GGUFFile.Entry(key: key, type: type, value: value))
    }
    return entries
  }

  private mutating func valueType(
    _ what: @autoclosure () -> String
  ) throws(ModelFileError) -> GGUFValueType {
    let start = cursor.offset
    let number: UInt32 = try cursor.read(what())
    guard let type = GGUFValueType(rawValue: number) else {
      throw cursor.malformed(start, what(), String(number), "a value type from 0 to 12")
    }
    return type
  }

  private mutating func value(
    _ type: GGUFValueType, of key: String, depth: Int
  ) throws(ModelFileError) -> GGUFValue {
    let what = { "the value of '\(printable(key))'" }
    switch type {
    case .uint8: return .unsigned(UInt64(try cursor.read(what(), as: UInt8.self)))
    case .uint16: return .unsigned(UInt64(try cursor.read(what(), as: UInt16.self)))
    case .uint32: return .unsigned(UInt64(try cursor.read(what(), as: UInt32.self)))
    case .uint64: return .unsigned(try cursor.read(what(), as: UInt64.self))
    case .int8: return .signed(Int64(try cursor.read(what(), as: Int8.self)))
    case .int16: return .signed(Int64(try cursor.read(what(), as: Int16.self)))
    case .int32: return .signed(Int64(try cursor.read(what(), as: Int32.self)))
    case .int64: return .signed(try cursor.read(what(), as: Int64.self))
    case .float32:
      return .float(Double(Float(bitPattern: try cursor.read(what(), as: UInt32.self))))
    case .float64: return .float(Double(bitPattern: try cursor.read(what(), as: UInt64.self)))
    case .bool:
      let start = cursor.offset
      let byte: UInt8 = try cursor.read(what())
      guard byte <= 1 else { throw cursor.malformed(start, what(), String(byte), "0 or 1") }
      return .bool(byte == 1)
    case .string:
      let length: UInt64 = try cursor.read("the length of a text")
      guard length <= GGUFLimits.keptTextBytes, length <= textBudget else {
        try cursor.skip(length, what())
        return .longText(bytes: length)
      }
      textBudget -= length
      return .text(try cursor.text(length, what()))
    case .array: return .array(try array(of: key, depth: depth))
    }
  }

  private mutating func array(of key: String, depth: Int) throws(ModelFileError) -> GGUFArray {
    guard depth < GGUFLimits.nesting else {
      throw .limit(
        path: cursor.file.path, what: "the nesting of arrays in '\(printable(key))'",
        found: "more", limit: "\(GGUFLimits.nesting) levels")
    }
    let type = try valueType("the type of the elements of '\(printable(key))'")
    let count: UInt64 = try cursor.read("the number of elements of '\(printable(key))'")
    if let size = type.size {
      let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, bytes <= UInt64(cursor.remaining) else {
        throw cursor.truncated(
          overflow ? .max : bytes, "an array of \(count) elements ('\(printable(key))')")
      }
      guard depth == 0, count <= GGUFLimits.keptElements, count <= elementBudget else {
        try cursor.skip(bytes, "an array")
        return GGUFArray(elementType: type, count: count, elements: nil)
      }
      elementBudget -= count
      var elements: [GGUFValue] = []
      elements.reserveCapacity(Int(count))
      for _ in 0..<count { elements.append(try value(type, of: key, depth: depth + 1)) }
      return GGUFArray(elementType: type, count: count, elements: elements)
    }
    // A string takes 8 bytes at least, an array 12.
    let (bytes, overflow) = count.multipliedReportingOverflow(by: type == .string ? 8 : 12)
    guard !overflow, bytes <= UInt64(cursor.remaining) else {
      throw cursor.truncated(
        overflow ? .max : bytes, "an array of \(count) elements ('\(printable(key))')")
    }
    guard count <= stepBudget else {
      throw .limit(
        path: cursor.file.path,
        what: "the number of texts and arrays in arrays, up to '\(printable(key))',",
        found: "larger", limit: String(GGUFLimits.steps))
    }
    stepBudget -= count
    for _ in 0..<count {
      if type == .string {
        let length: UInt64 = try cursor.read("the length of a text of '\(printable(key))'")
        try cursor.skip(length, "a text of '\(printable(key))'")
      } else {
        _ = try array(of: key, depth: depth + 1)
      }
    }
    return GGUFArray(elementType: type, count: count, elements: nil)
  }

  /// A key or a tensor's name: text that the file's own limits keep short.
  private mutating func name(
    _ what: @autoclosure () -> String, limit: UInt64
  ) throws(ModelFileError) -> String {
    let start = cursor.offset
    let length: UInt64 = try cursor.read("the length of " + what())
    guard length <= limit else {
      throw cursor.malformed(
        start, "the length of " + what(), String(length), "at most \(limit) bytes")
    }
    guard length <= textBudget else {
      throw .limit(
        path: cursor.file.path, what: "the text of the header",
        found: "larger", limit: "\(GGUFLimits.allTextBytes) bytes")
    }
    textBudget -= length
    return try cursor.text(length, what())
  }

  private func alignment(_ metadata: [GGUFFile.Entry]) throws(ModelFileError) -> UInt64 {
    guard let entry = metadata.first(where: { $0.key == "general.alignment" }) else { return 32 }
    guard let alignment = entry.value.whole, alignment.nonzeroBitCount == 1,
      alignment <= GGUFLimits.alignment
    else {
      throw .field(
        path: cursor.file.path, field: entry.key, found: entry.value.quoted,
        accepted: "a power of two from 1 to \(GGUFLimits.alignment)")
    }
    return alignment
  }

  // MARK: Tensors

  private mutating func tensors(
    _ count: UInt64, _ alignment: UInt64
  ) throws(ModelFileError) -> [GGUFFile.Tensor] {
    var tensors: [GGUFFile.Tensor] = []
    var seen: Set<String> = []
    for _ in 0..<count {
      let start = cursor.offset
      let name = try name("a tensor's name", limit: GGUFLimits.tensorNameBytes)
      guard !name.isEmpty else {
        throw cursor.malformed(start, "a tensor's name", "empty", "a name")
      }
      guard seen.insert(name).inserted else {
        throw cursor.malformed(
          start, "the tensor '\(printable(name))'", "there twice", "each tensor once")
      }
      tensors.append(try tensor(name, alignment))
    }
    return tensors
  }

  private mutating func tensor(
    _ name: String, _ alignment: UInt64
  ) throws(ModelFileError) -> GGUFFile.Tensor {
    let what = { (part: String) in "the \(part) of tensor '\(printable(name))'" }
    let start = cursor.offset
    let rank: UInt32 = try cursor.read(what("number of dimensions"))
    guard (1...4).contains(rank) else {
      throw cursor.malformed(start, what("number of dimensions"), String(rank), "1 to 4")
    }
    var dimensions: [UInt64] = []
    var elements: UInt64 = 1
    for _ in 0..<rank {
      let place = cursor.offset
      let dimension: UInt64 = try cursor.read(what("size"))
      let (product, overflow) = elements.multipliedReportingOverflow(by: dimension)
      guard dimension > 0, !overflow, product <= UInt64(Int64.max) else {
        throw cursor.malformed(
          place, what("size"),
          (dimensions + [dimension]).map(String.init).joined(separator: " × "),
          "dimensions of at least 1 with fewer than 2^63 elements together")
      }
      dimensions.append(dimension)
      elements = product
    }
    let typeOffset = cursor.offset
    let number: UInt32 = try cursor.read(what("type"))
    guard let type = GGMLType.numbered(number) else {
      throw cursor.malformed(
        typeOffset, what("type"), String(number),
        "a known GGML type: " + GGMLType.names.joined(separator: ", "))
    }
    guard dimensions[0] % type.blockElements == 0 else {
      throw cursor.malformed(
        start, what("row length"), "\(dimensions[0]) elements of \(type.name)",
        "a multiple of \(type.blockElements), the block of \(type.name)")
    }
    let (bytes, overflow) = (elements / type.blockElements).multipliedReportingOverflow(
      by: type.blockBytes)
    guard !overflow else {
      throw cursor.malformed(
        start, what("size"), "\(elements) elements of \(type.name)", "fewer than 2^64 bytes")
    }
    let offsetPlace = cursor.offset
    let offset: UInt64 = try cursor.read(what("offset"))
    guard offset % alignment == 0 else {
      throw cursor.malformed(
        offsetPlace, what("offset"), String(offset), "a multiple of the alignment, \(alignment)")
    }
    return GGUFFile.Tensor(
      name: name, dimensions: dimensions, type: type, offset: offset, elements: elements,
      bytes: bytes)
  }

  /// Refuses tensors whose data lies behind the end of the file or over that of another.
  private func checkData(
    _ tensors: inout [GGUFFile.Tensor], from dataOffset: UInt64, listedAt place: Int
  ) throws(ModelFileError) {
    let size = UInt64(cursor.file.count)
    var last: GGUFFile.Tensor?
    for tensor in tensors.sorted(by: { ($0.offset, $0.name) < ($1.offset, $1.name) }) {
      let (start, first) = dataOffset.addingReportingOverflow(tensor.offset)
      let (end, second) = start.addingReportingOverflow(tensor.bytes)
      guard !first, !second, end <= size else {
        throw .truncated(
          path: cursor.file.path, offset: Int(clamping: start),
          what: "the data of tensor '\(printable(tensor.name))'",
          end: first || second ? .max : end, size: cursor.file.count)
      }
      // Both ends lie within the file here: no overflow.
      if let last, last.offset + last.bytes > tensor.offset {
        throw cursor.malformed(
          place, "the data of tensor '\(printable(tensor.name))'",
          "over that of '\(printable(last.name))'", "data that does not overlap")
      }
      last = tensor
    }
  }
}
