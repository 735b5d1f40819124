import StructuredText

/// JSON files that Python wrote beside the weights.
enum JSONFile {
  /// Bytes that a JSON file may have; the index of the largest models has some ten megabytes.
  static let sizeLimit = 100_000_000
  /// Values that a JSON text may hold; the header of 10⁵ tensors has less than a million.
  static let valueLimit = 4_000_000

  /// Reads a file.
  /// - Throws: ``ModelFileError`` when it cannot be read, is larger than ``sizeLimit``, or is not
  ///   JSON.
  static func read(_ path: String) throws(ModelFileError) -> Value {
    let file = try MappedFile(path)
    guard file.count <= sizeLimit else {
      throw .limit(
        path: path, what: "the size of the JSON file", found: "\(file.count) bytes",
        limit: "\(sizeLimit) bytes")
    }
    return try parse(file.copy(0, file.count) ?? [], path: path)
  }

  static func parse(_ bytes: [UInt8], path: String) throws(ModelFileError) -> Value {
    try check(bytes, path: path)
    do {
      return try Value.json(withoutNonFiniteNumbers(bytes), name: "JSON")
    } catch {
      throw .text(path: path, problem: error)
    }
  }

  /// Refuses a text of more values than a description of weights can have, before a tree is made
  /// of it: a list of zeros takes two bytes for each in the file and twenty times that in memory.
  static func check(_ bytes: [UInt8], path: String) throws(ModelFileError) {
    // Every value but the first follows one of these, or the colon after a key that does.
    let marks = bytes.count {
      $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{")
    }
    guard marks <= valueLimit else {
      throw .limit(
        path: path, what: "the number of values in the JSON text", found: "about \(marks)",
        limit: String(valueLimit))
    }
  }

  /// `bytes` with the words `Infinity` and `-Infinity` outside strings replaced by `null`, and
  /// `NaN`, too short for that, by a zero.
  ///
  /// Python writes them although JSON has no such numbers; published configurations of Mamba models
  /// contain `"time_step_limit": [0.0, Infinity]`. The length stays the same, and with it the lines
  /// of error messages.
  static func withoutNonFiniteNumbers(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "I")) || bytes.contains(UInt8(ascii: "N")) else {
      return bytes
    }
    let words = ["-Infinity", "Infinity", "NaN"].map { Array($0.utf8) }
    let initials: Set<UInt8> = [UInt8(ascii: "-"), UInt8(ascii: "I"), UInt8(ascii: "N")]
    var result = bytes
    var inString = false
    var position = 0
    while position < result.count {
      let byte = result[position]
      if byte == UInt8(ascii: "\\"), inString {
        position += 2
        continue
      }
      if byte == UInt8(ascii: "\"") { inString.toggle() }
      if !inString, initials.contains(byte),
        let word = words.first(where: { result[position...].starts(with: $0) })
      {
        let null = word.count < 4 ? Array("0.0".utf8) : Array("null".utf8)
        for index in 0..<word.count {
          result[position + index] = index < null.count ? null[index] : UInt8(ascii: " ")
        }
        position += word.count
        continue
      }
      position += 1
    }
    return result
  }
}
