import ModelFiles

/// Writes GGUF files for tests: valid ones unless told otherwise.
struct GGUFWriter {
  var magic: UInt32 = 0x4655_4747
  var version: UInt32 = 3
  var alignment: UInt64 = 32
  var entries: [GGUFFile.Entry] = []
  /// Names, dimensions and the numbers of types; data follows in this order, all zeros.
  var tensors: [(name: String, dimensions: [UInt64], type: UInt32)] = []
  /// What stands in the place of the true counts.
  var tensorCount: UInt64?
  var entryCount: UInt64?
  /// What stands in the place of the true offset of a tensor.
  var offsets: [Int: UInt64] = [:]
  var hasData = true

  mutating func set(_ key: String, _ type: GGUFValueType, _ value: GGUFValue) {
    entries.append(GGUFFile.Entry(key: key, type: type, value: value))
  }

  mutating func set(_ key: String, _ number: Int) {
    set(key, .uint32, .unsigned(UInt64(number)))
  }

  mutating func set(_ key: String, _ text: String) { set(key, .string, .text(text)) }

  mutating func add(_ name: String, _ dimensions: [UInt64], type: UInt32 = 1) {
    tensors.append((name, dimensions, type))
  }

  /// The bytes of a tensor.
  static func size(_ dimensions: [UInt64], _ type: UInt32) -> UInt64 {
    guard let type = GGMLType.numbered(type) else { return 0 }
    return dimensions.reduce(1, *) / type.blockElements * type.blockBytes
  }

  func bytes() -> [UInt8] {
    var out = Bytes()
    out.number(magic)
    out.number(version)
    out.number(tensorCount ?? UInt64(tensors.count))
    out.number(entryCount ?? UInt64(entries.count))
    for entry in entries {
      out.text(entry.key)
      out.number(entry.type.rawValue)
      out.value(entry.type, entry.value)
    }
    var offset: UInt64 = 0
    for (index, tensor) in tensors.enumerated() {
      out.text(tensor.name)
      out.number(UInt32(tensor.dimensions.count))
      for dimension in tensor.dimensions { out.number(dimension) }
      out.number(tensor.type)
      out.number(offsets[index] ?? offset)
      let size = Self.size(tensor.dimensions, tensor.type)
      offset += (size + alignment - 1) / alignment * alignment
    }
    while out.bytes.count % Int(alignment) != 0 { out.bytes.append(0) }
    if hasData { out.bytes += [UInt8](repeating: 0, count: Int(offset)) }
    return out.bytes
  }

  /// Little-endian output.
  struct Bytes {
    var bytes: [UInt8] = []

    mutating func number(_ number: some FixedWidthInteger) {
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }

    mutating func text(_ text: String) {
      number(UInt64(text.utf8.count))
      bytes += Array(text.utf8)
    }

    mutating func value(_ type: GGUFValueType, _ value: GGUFValue) {
      switch (type, value) {
      case (.uint8, .unsigned(let n)): number(UInt8(truncatingIfNeeded: n))
      case (.uint16, .unsigned(let n)): number(UInt16(truncatingIfNeeded: n))
      case (.uint32, .unsigned(let n)): number(UInt32(truncatingIfNeeded: n))
      case (.uint64, .unsigned(let n)): number(n)
      case (.int8, .signed(let n)): number(Int8(truncatingIfNeeded: n))
      case (.int16, .signed(let n)): number(Int16(truncatingIfNeeded: n))
      case (.int32, .signed(let n)): number(Int32(truncatingIfNeeded: n))
      case (.int64, .signed(let n)): number(n)
      case (.float32, .float(let n)): number(Float(n).bitPattern)
      case (.float64, .float(let n)): number(n.bitPattern)
      case (.bool, .bool(let flag)): number(UInt8(flag ? 1 : 0))
      case (.string, .text(let text)): self.text(text)
      case (.array, .array(let array)):
        number(array.elementType.rawValue)
        number(array.count)
        for element in array.elements ?? [] { self.value(array.elementType, element) }
      default: bytes += []
      }
    }
  }

  /// A whole small model of the Llama family.
  static func llama(
    layers: Int = 2, hidden: UInt64 = 64, tied: Bool = false, type: UInt32 = 8
  ) -> GGUFWriter {
    var writer = GGUFWriter()
    writer.set("general.architecture", "llama")
    writer.set("general.name", "tiny")
    writer.set("general.file_type", 7)
    writer.set("llama.block_count", layers)
    writer.set("llama.context_length", 2048)
    writer.set("llama.embedding_length", Int(hidden))
    writer.set("llama.feed_forward_length", 128)
    writer.set("llama.attention.head_count", 4)
    writer.set("llama.attention.head_count_kv", 2)
    writer.set(
      "tokenizer.ggml.tokens", .array,
      .array(
        GGUFArray(
          elementType: .string, count: 96, elements: (0..<96).map { .text("token \($0)") })))
    writer.add("token_embd.weight", [hidden, 96], type: type)
    writer.add("output_norm.weight", [hidden], type: 0)
    if !tied { writer.add("output.weight", [hidden, 96], type: type) }
    for layer in 0..<layers {
      let name = "blk.\(layer)."
      writer.add(name + "attn_norm.weight", [hidden], type: 0)
      writer.add(name + "attn_q.weight", [hidden, hidden], type: type)
      writer.add(name + "attn_k.weight", [hidden, hidden / 2], type: type)
      writer.add(name + "attn_v.weight", [hidden, hidden / 2], type: type)
      writer.add(name + "attn_output.weight", [hidden, hidden], type: type)
      writer.add(name + "ffn_norm.weight", [hidden], type: 0)
      writer.add(name + "ffn_gate.weight", [hidden, 128], type: type)
      writer.add(name + "ffn_up.weight", [hidden, 128], type: type)
      writer.add(name + "ffn_down.weight", [128, hidden], type: type)
    }
    return writer
  }
}
