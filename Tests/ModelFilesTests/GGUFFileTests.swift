import ModelFiles
import TestSupport
import Testing

/// The error of reading bytes as a GGUF file, `nil` when there is none.
func ggufError(_ bytes: [UInt8]) -> ModelFileError? {
  do {
    _ = try GGUFFile(bytes: bytes, path: "x.gguf")
    return nil
  } catch {
    return error
  }
}

@Suite struct GGUFRoundTripTests {
  @Test("what is written is read back", arguments: 0..<200)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var writer = GGUFWriter()
    writer.version = Bool.random(using: &random) ? 2 : 3
    writer.alignment = [1, 8, 32, 64, 4096].randomElement(using: &random) ?? 32
    writer.set("general.alignment", Int(writer.alignment))
    for index in 0..<Int.random(in: 0...20, using: &random) {
      let (type, value) = Self.value(&random)
      writer.set("key.\(index)", type, value)
    }
    let types = (0..<64).compactMap { GGMLType.numbered(UInt32($0)) }
    for index in 0..<Int.random(in: 0...12, using: &random) {
      let type = try #require(types.randomElement(using: &random))
      var dimensions = [type.blockElements * UInt64.random(in: 1...3, using: &random)]
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        dimensions.append(UInt64.random(in: 1...5, using: &random))
      }
      writer.add("tensor.\(index)", dimensions, type: type.number)
    }
    let bytes = writer.bytes()
    let file = try GGUFFile(bytes: bytes, path: "x.gguf")
    #expect(file.version == writer.version)
    #expect(file.alignment == writer.alignment)
    #expect(file.size == bytes.count)
    #expect(file.dataOffset % file.alignment == 0)
    #expect(file.metadata == writer.entries)
    #expect(file.tensors.map(\.name) == writer.tensors.map(\.name))
    #expect(file.tensors.map(\.dimensions) == writer.tensors.map(\.dimensions))
    #expect(file.tensors.map(\.type.number) == writer.tensors.map(\.type))
    for (tensor, written) in zip(file.tensors, writer.tensors) {
      #expect(tensor.elements == written.dimensions.reduce(1, *))
      #expect(tensor.bytes == GGUFWriter.size(written.dimensions, written.type))
    }
  }

  private static func value(_ random: inout SeededGenerator) -> (GGUFValueType, GGUFValue) {
    let bits = random.next()
    switch GGUFValueType.allCases.randomElement(using: &random) ?? .bool {
    case .uint8: return (.uint8, .unsigned(bits & 0xFF))
    case .uint16: return (.uint16, .unsigned(bits & 0xFFFF))
    case .uint32: return (.uint32, .unsigned(bits & 0xFFFF_FFFF))
    case .uint64: return (.uint64, .unsigned(bits))
    case .int8: return (.int8, .signed(Int64(Int8(truncatingIfNeeded: bits))))
    case .int16: return (.int16, .signed(Int64(Int16(truncatingIfNeeded: bits))))
    case .int32: return (.int32, .signed(Int64(Int32(truncatingIfNeeded: bits))))
    case .int64: return (.int64, .signed(Int64(truncatingIfNeeded: bits)))
    case .float32: return (.float32, .float(Double(Float(bits % 1000) / 8)))
    case .float64: return (.float64, .float(Double(bits) / 3))
    case .bool: return (.bool, .bool(bits & 1 == 1))
    case .string: return (.string, .text(String(repeating: "é", count: Int(bits % 50))))
    case .array:
      let count = bits % 40
      let elements = (0..<count).map { GGUFValue.signed(Int64($0) - 20) }
      return (
        .array, .array(GGUFArray(elementType: .int32, count: count, elements: elements))
      )
    }
  }

  @Test func longArraysAndTextsAreOnlyCounted() throws {
    var writer = GGUFWriter()
    let many = 20_000
    writer.set(
      "numbers", .array,
      .array(
        GGUFArray(
          elementType: .uint8, count: UInt64(many),
          elements: [GGUFValue](repeating: .unsigned(7), count: many))))
    writer.set(
      "tokens", .array,
      .array(
        GGUFArray(
          elementType: .string, count: UInt64(many),
          elements: [GGUFValue](repeating: .text("token"), count: many))))
    let inner = GGUFValue.array(
      GGUFArray(elementType: .int32, count: 2, elements: [.signed(1), .signed(2)]))
    writer.set(
      "nested", .array,
      .array(GGUFArray(elementType: .array, count: 3, elements: [inner, inner, inner])))
    writer.set("template", String(repeating: "x", count: 70_000))
    writer.set("last", 1)
    let file = try GGUFFile(bytes: writer.bytes(), path: "x.gguf")
    #expect(
      file.value("numbers")
        == .array(GGUFArray(elementType: .uint8, count: UInt64(many), elements: nil)))
    #expect(
      file.value("tokens")
        == .array(GGUFArray(elementType: .string, count: UInt64(many), elements: nil)))
    #expect(
      file.value("nested") == .array(GGUFArray(elementType: .array, count: 3, elements: nil)))
    #expect(file.value("template") == .longText(bytes: 70_000))
    #expect(file.value("last") == .unsigned(1))
  }
}

@Suite struct GGUFHostileTests {
  private func expect(
    _ error: ModelFileError?, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard let error else {
      Issue.record("the file was accepted", sourceLocation: sourceLocation)
      return
    }
    for word in words {
      #expect(error.description.contains(word), "\(error)", sourceLocation: sourceLocation)
    }
    #expect(error.description.contains("x.gguf"), sourceLocation: sourceLocation)
  }

  @Test("every truncation is an error", arguments: [32, 4096] as [UInt64])
  func truncation(alignment: UInt64) throws {
    var writer = GGUFWriter.llama(layers: 1)
    writer.alignment = alignment
    if alignment != 32 { writer.set("general.alignment", Int(alignment)) }
    let bytes = writer.bytes()
    let file = try GGUFFile(bytes: bytes, path: "x.gguf")
    let last = file.dataOffset + (file.tensors.map { $0.offset + $0.bytes }.max() ?? 0)
    for length in 0..<Int(last) {
      guard length < 5000 || length % 97 == 0 else { continue }
      #expect(ggufError(Array(bytes.prefix(length))) != nil, "\(length)")
    }
    #expect(ggufError(Array(bytes.prefix(Int(last)))) == nil)
    expect(ggufError(Array(bytes.prefix(Int(last) - 1))), "truncated", "\(last)")
    expect(ggufError([]), "truncated")
  }

  @Test func otherFormats() {
    var writer = GGUFWriter()
    writer.version = 1
    expect(ggufError(writer.bytes()), "version 1", "2 or 3")
    writer.version = UInt32(3).byteSwapped
    expect(ggufError(writer.bytes()), "big-endian", "little-endian")
    writer.version = 4
    expect(ggufError(writer.bytes()), "byte 4", "is 4", "2 or 3")
    writer.version = 0
    expect(ggufError(writer.bytes()), "2 or 3")
    writer.magic = 0x6767_6A74
    expect(ggufError(writer.bytes()), "GGJT", "GGUF")
    writer.magic = 0x0403_4B50
    expect(ggufError(writer.bytes()), "byte 0", "0x504b0304", "GGUF")
  }

  @Test func absurdCounts() {
    for count: UInt64 in [1, 1000, 1 << 18, 1 << 40, .max] {
      var writer = GGUFWriter()
      writer.tensorCount = count
      expect(ggufError(writer.bytes()), "tensors")
      writer.tensorCount = nil
      writer.entryCount = count
      expect(ggufError(writer.bytes()), "metadata")
    }
  }

  @Test func absurdArrays() {
    for type in GGUFValueType.allCases {
      for count: UInt64 in [1 << 20, 1 << 62, .max] {
        var writer = GGUFWriter()
        writer.set(
          "a", .array, .array(GGUFArray(elementType: type, count: count, elements: nil)))
        expect(ggufError(writer.bytes()), "'a'", "truncated")
      }
    }
  }

  @Test func deepNesting() {
    var value = GGUFArray(elementType: .uint8, count: 0, elements: [])
    for _ in 0..<1000 {
      value = GGUFArray(elementType: .array, count: 1, elements: [.array(value)])
    }
    var writer = GGUFWriter()
    writer.set("deep", .array, .array(value))
    expect(ggufError(writer.bytes()), "nesting", "deep")
  }

  @Test func textLongerThanTheFile() {
    var out = GGUFWriter.Bytes()
    for number: UInt32 in [0x4655_4747, 3] { out.number(number) }
    for number: UInt64 in [0, 1] { out.number(number) }
    out.text("key")
    out.number(GGUFValueType.string.rawValue)
    let prefix = out.bytes
    for length: UInt64 in [1, 1 << 20, 1 << 63, .max] {
      var file = GGUFWriter.Bytes(bytes: prefix)
      file.number(length)
      expect(ggufError(file.bytes), "'key'", "truncated")
    }
  }

  @Test func keys() {
    var writer = GGUFWriter()
    writer.set("twice", 1)
    writer.set("twice", 2)
    expect(ggufError(writer.bytes()), "twice", "each key once")
    writer = GGUFWriter()
    writer.set("", 1)
    expect(ggufError(writer.bytes()), "empty")
    writer = GGUFWriter()
    writer.set(String(repeating: "k", count: 70_000), 1)
    expect(ggufError(writer.bytes()), "at most 65535")
    // Not UTF-8, and a type of value that does not exist.
    var bytes = GGUFWriter.llama().bytes()
    bytes[32] = 0xFF
    expect(ggufError(bytes), "UTF-8", "byte 32")
    writer = GGUFWriter()
    writer.set("k", 1)
    bytes = writer.bytes()
    bytes[33] = 13
    expect(ggufError(bytes), "'k'", "13", "0 to 12")
    writer = GGUFWriter()
    writer.set("b", .bool, .bool(true))
    bytes = writer.bytes()
    bytes[37] = 2
    expect(ggufError(bytes), "'b'", "0 or 1")
  }

  @Test func tensors() {
    func error(_ change: (inout GGUFWriter) -> Void) -> ModelFileError? {
      var writer = GGUFWriter()
      change(&writer)
      return ggufError(writer.bytes())
    }
    expect(
      error {
        $0.add("a", [32])
        $0.add("a", [32])
      }, "'a'", "there twice")
    expect(error { $0.add("", [32]) }, "empty")
    expect(error { $0.add(String(repeating: "n", count: 2000), [32]) }, "at most 1024")
    expect(error { $0.add("a", []) }, "dimensions", "1 to 4")
    expect(error { $0.add("a", [1, 1, 1, 1, 1]) }, "dimensions", "1 to 4")
    expect(error { $0.add("a", [32, 0]) }, "32 × 0")
    expect(error { $0.add("a", [1, 1], type: 999) }, "999", "Q4_K")
    expect(error { $0.add("a", [1, 1], type: 4) }, "is 4", "Q4_K")
    expect(error { $0.add("a", [33], type: 8) }, "33 elements of Q8_0", "multiple of 32")
    expect(
      error {
        $0.add("a", [32])
        $0.offsets[0] = 31
      }, "31", "multiple of the alignment")
    expect(
      error {
        $0.add("a", [32])
        $0.offsets[0] = 1 << 30
      }, "truncated")
    expect(
      error {
        $0.add("a", [32])
        $0.offsets[0] = .max - 31
      }, "truncated")
    expect(
      error {
        $0.add("a", [64])
        $0.add("b", [64])
        $0.offsets[1] = 32
      }, "'b'", "'a'", "overlap")
    expect(
      error {
        $0.add("a", [64])
        $0.hasData = false
      }, "truncated")
  }

  @Test func dimensionsThatOverflow() {
    for dimensions: [UInt64] in [
      [1 << 32, 1 << 32], [.max, .max], [1 << 63], [1 << 61, 2, 2],
      [1 << 16, 1 << 16, 1 << 16, 1 << 16],
    ] {
      var out = GGUFWriter.Bytes()
      for number: UInt32 in [0x4655_4747, 3] { out.number(number) }
      for number: UInt64 in [1, 0] { out.number(number) }
      out.text("a")
      out.number(UInt32(dimensions.count))
      for dimension in dimensions { out.number(dimension) }
      out.number(UInt32(0))
      out.number(UInt64(0))
      out.bytes += [UInt8](repeating: 0, count: 256)
      expect(ggufError(out.bytes), "'a'")
    }
  }

  @Test("alignments that are no power of two", arguments: [0, 3, 12, 1 << 21, 4_000_000_000])
  func alignment(value: Int) {
    var writer = GGUFWriter()
    writer.set("general.alignment", value)
    expect(ggufError(writer.bytes()), "general.alignment", "\(value)", "power of two")
  }

  @Test func alignmentOfAnotherKind() {
    var writer = GGUFWriter()
    writer.set("general.alignment", "32")
    expect(ggufError(writer.bytes()), "general.alignment", "'32'")
  }

  @Test func messagesAreSafeToPrint() {
    var writer = GGUFWriter()
    writer.add("\u{1B}[2J\u{202E}", [1, 1], type: 999)
    let words = ggufError(writer.bytes())?.description ?? ""
    #expect(!words.isEmpty)
    #expect(!words.unicodeScalars.contains("\u{1B}"))
    #expect(!words.unicodeScalars.contains("\u{202E}"))
  }
}

@Suite struct GGUFMutationTests {
  /// Reads the header, then the model if there is one; all that counts is that both come back.
  private func readAll(_ bytes: [UInt8]) -> Bool {
    guard let file = try? GGUFFile(bytes: bytes, path: "x.gguf") else { return false }
    _ = try? GGUFModel.load(file: file)
    return true
  }

  @Test("20 000 damaged files are read or refused", arguments: 0..<8)
  func mutations(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var writer = GGUFWriter.llama(layers: 1, type: 2)
    writer.tensors = writer.tensors.map { ($0.name, $0.dimensions, $0.type) }
    let original = writer.bytes()
    let header = Int(try GGUFFile(bytes: original, path: "x.gguf").dataOffset)
    let clock = ContinuousClock()
    var accepted = 0
    for _ in 0..<2500 {
      var bytes = original
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          bytes[Int.random(in: 0..<header, using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
      case 1:
        bytes[Int.random(in: 0..<header, using: &random)] ^=
          1
          << UInt8.random(
            in: 0..<8, using: &random)
      case 2:
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      default:
        // A number of eight bytes set to something extreme.
        let place = Int.random(in: 0..<(header - 8), using: &random)
        let extreme: [UInt64] = [0, 1, .max, 1 << 63, 1 << 32, 0x7FFF_FFFF, .max - 31]
        var number = GGUFWriter.Bytes()
        number.number(extreme.randomElement(using: &random) ?? 0)
        bytes.replaceSubrange(place..<(place + 8), with: number.bytes)
      }
      let start = clock.now
      if readAll(bytes) { accepted += 1 }
      #expect(clock.now - start < .seconds(1))
    }
    // Damage within texts and numbers of the metadata is not always visible.
    #expect(accepted > 0)
    #expect(accepted < 2500)
  }
}
