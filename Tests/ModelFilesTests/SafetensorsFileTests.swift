import ModelFiles
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
  private func error(_ bytes: [UInt8]) -> ModelFileError? {
    do {
      _ = try SafetensorsFile(bytes: bytes, path: "x.safetensors")
      return nil
    } catch {
      return error
    }
  }

  private func expect(
    _ bytes: [UInt8], _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard let error = error(bytes) else {
      Issue.record("the file was accepted", sourceLocation: sourceLocation)
      return
    }
    for word in words + ["x.safetensors"] {
      #expect(error.description.contains(word), "\(error)", sourceLocation: sourceLocation)
    }
  }

  @Test("what is written is read back", arguments: 0..<200)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var writer = SafetensorsWriter()
    for index in 0..<Int.random(in: 0...15, using: &random) {
      let type = SafetensorsType.allCases.randomElement(using: &random) ?? .f32
      // Multiples of four, so that types of 4 and 6 bits fill whole bytes; and none at times.
      var shape = [4 * Int.random(in: 0...3, using: &random)]
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        shape.append(Int.random(in: 1...4, using: &random))
      }
      if type.bits >= 8, Int.random(in: 0..<5, using: &random) == 0 { shape = [] }
      writer.add("tensor.\(index)", shape, type)
    }
    let bytes = writer.bytes()
    let file = try SafetensorsFile(bytes: bytes, path: "x.safetensors")
    #expect(file.size == bytes.count)
    #expect(file.unusedBytes == 0)
    #expect(Set(file.tensors.map(\.name)) == Set(writer.tensors.map(\.name)))
    for tensor in file.tensors {
      let written = try #require(writer.tensors.first { $0.name == tensor.name })
      #expect(tensor.type == written.type)
      #expect(tensor.shape == written.shape)
      #expect(tensor.range.count == SafetensorsWriter.size(written.shape, written.type))
      #expect(tensor.elements == written.shape.reduce(1, *))
    }
  }

  @Test func headers() {
    expect([], "truncated")
    expect([1, 2, 3], "truncated")
    expect(SafetensorsWriter.file("{}", data: 0, length: 3), "truncated")
    expect(SafetensorsWriter.file("{}", data: 0, length: 100_000_001), "at most 100000000")
    expect(SafetensorsWriter.file("{}", data: 0, length: .max), "at most 100000000")
    expect(SafetensorsWriter.file("", data: 0), "a JSON object")
    expect(SafetensorsWriter.file("[]", data: 0), "a JSON object")
    expect(SafetensorsWriter.file("{\"a\":}", data: 0), "line 1")
    expect(SafetensorsWriter.file("{\"a\": 1, \"a\": 2}", data: 0), "twice")
    #expect(error(SafetensorsWriter.file("{}   ", data: 0)) == nil)
    // A small file must not become a large tree.
    let zeros = "{\"a\": [" + String(repeating: "0,", count: 4_000_001) + "0]}"
    expect(SafetensorsWriter.file(zeros, data: 0), "at most 4000000")
  }

  @Test func entries() {
    func expect(
      _ entry: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      self.expect(
        SafetensorsWriter.file("{\"a\": \(entry)}", data: 8), words, "'a'",
        sourceLocation: sourceLocation)
    }
    expect("3", "a group with dtype")
    expect(#"{"shape": [2], "data_offsets": [0, 4]}"#, "dtype of 'a' is missing")
    expect(#"{"dtype": "F7", "shape": [2], "data_offsets": [0, 4]}"#, "'F7'; accepted: BOOL, F4")
    expect(#"{"dtype": "F16", "data_offsets": [0, 4]}"#, "shape of 'a' is missing")
    expect(#"{"dtype": "F16", "shape": [2]}"#, "data_offsets of 'a' is missing")
    expect(#"{"dtype": "F16", "shape": [-2], "data_offsets": [0, 4]}"#, "-2")
    expect(#"{"dtype": "F16", "shape": [1.5], "data_offsets": [0, 4]}"#, "1.5")
    expect(#"{"dtype": "F16", "shape": [2], "data_offsets": [4, 0]}"#, "end not before")
    expect(#"{"dtype": "F16", "shape": [2], "data_offsets": [0]}"#, "two numbers")
    expect(#"{"dtype": "F16", "shape": [2], "data_offsets": [0, 6]}"#, "6 bytes")
    expect(#"{"dtype": "F16", "shape": [2], "data_offsets": [6, 10]}"#, "truncated")
    expect(#"{"dtype": "F16", "shape": [2], "data_offsets": [0, 1e300]}"#, "data_offsets")
    expect(#"{"dtype": "F4", "shape": [3], "data_offsets": [0, 1]}"#, "12 bits")
    expect(
      #"{"dtype": "F64", "shape": [4294967296, 4294967296], "data_offsets": [0, 8]}"#, "2^63")
    expect(
      #"{"dtype": "F64", "shape": [9007199254740992, 512], "data_offsets": [0, 8]}"#, "2^63")
  }

  @Test func overlaps() {
    let entry = #"{"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}"#
    let other = #"{"dtype": "U8", "shape": [4], "data_offsets": [3, 7]}"#
    expect(
      SafetensorsWriter.file("{\"a\": \(entry), \"b\": \(other)}", data: 8), "'b'", "'a'",
      "overlap")
    expect(
      SafetensorsWriter.file("{\"a\": \(entry), \"b\": \(entry)}", data: 8), "overlap")
  }

  @Test func truncations() {
    let bytes = SafetensorsWriter.llama().bytes()
    for length in 0..<bytes.count where length < 3000 || length % 50_021 == 0 {
      #expect(error(Array(bytes.prefix(length))) != nil, "\(length)")
    }
    #expect(error(Array(bytes.dropLast())) != nil)
  }

  @Test("8 000 damaged files are read or refused", arguments: 0..<4)
  func mutations(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var writer = SafetensorsWriter()
    writer.add("model.embed_tokens.weight", [4, 4])
    writer.add("model.layers.0.self_attn.q_proj.qweight", [2, 4], .i32)
    writer.add("lm_head.weight", [4, 4], .f8E4M3)
    let original = writer.bytes()
    let clock = ContinuousClock()
    var accepted = 0
    for _ in 0..<2000 {
      var bytes = original
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0..<bytes.count / 4, using: &random))
      }
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let alphabet = Array("0123456789[]{},:\"-eE\u{1}".utf8)
        bytes[place] =
          Bool.random(using: &random)
          ? alphabet.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
      }
      let start = clock.now
      if error(bytes) == nil { accepted += 1 }
      #expect(clock.now - start < .seconds(1))
    }
    #expect(accepted < 2000)
  }
}
