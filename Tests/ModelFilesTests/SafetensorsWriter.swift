import ModelFiles

/// Writes safetensors files for tests: valid ones unless told otherwise.
struct SafetensorsWriter {
  var tensors: [(name: String, type: SafetensorsType, shape: [Int])] = []
  /// What stands in the place of the true entry of a tensor.
  var entries: [String: String] = [:]
  /// Further entries of the header.
  var more: [String] = [#""__metadata__": {"format": "pt"}"#]

  mutating func add(_ name: String, _ shape: [Int], _ type: SafetensorsType = .bf16) {
    tensors.append((name, type, shape))
  }

  static func size(_ shape: [Int], _ type: SafetensorsType) -> Int {
    shape.reduce(1, *) * type.bits / 8
  }

  func bytes() -> [UInt8] {
    var offset = 0
    var fields = more
    for tensor in tensors {
      let end = offset + Self.size(tensor.shape, tensor.type)
      let entry =
        entries[tensor.name]
          ?? """
          {"dtype": "\(tensor.type.rawValue)", "shape": \(tensor.shape), \
          "data_offsets": [\(offset), \(end)]}
          """
      fields.append("\"\(tensor.name)\": \(entry)")
      offset = end
    }
    return Self.file("{" + fields.joined(separator: ",\n") + "}", data: offset)
  }

  /// A file of a header and so many bytes of data.
  static func file(_ header: String, data: Int, length: UInt64? = nil) -> [UInt8] {
    let text = Array(header.utf8)
    var out = GGUFWriter.Bytes()
    out.number(length ?? UInt64(text.count))
    return out.bytes + text + [UInt8](repeating: 0, count: data)
  }

  /// The weights of ``llama(_:type:)``, with eight layers.
  static func llama() -> SafetensorsWriter {
    var writer = SafetensorsWriter()
    writer.add("model.embed_tokens.weight", [1000, 256])
    for layer in 0..<8 {
      let name = "model.layers.\(layer)."
      writer.add(name + "input_layernorm.weight", [256])
      writer.add(name + "self_attn.q_proj.weight", [256, 256])
      writer.add(name + "self_attn.k_proj.weight", [64, 256])
      writer.add(name + "self_attn.v_proj.weight", [64, 256])
      writer.add(name + "self_attn.o_proj.weight", [256, 256])
      writer.add(name + "post_attention_layernorm.weight", [256])
      writer.add(name + "mlp.gate_proj.weight", [512, 256])
      writer.add(name + "mlp.up_proj.weight", [512, 256])
      writer.add(name + "mlp.down_proj.weight", [256, 512])
    }
    writer.add("model.norm.weight", [256])
    writer.add("lm_head.weight", [1000, 256])
    return writer
  }
}
