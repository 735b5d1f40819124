/// A position in a mapped file that moves forward and never leaves it.
struct ByteCursor: ~Copyable {
  let file: MappedFile
  /// Bytes from the start of the file.
  private(set) var offset = 0

  init(_ file: consuming MappedFile) { self.file = file }

  /// Bytes between the position and the end of the file.
  var remaining: Int { file.count - offset }

  /// Reads a little-endian number.
  /// - Parameter what: what the number means, for the message of an error.
  /// - Throws: ``ModelFileError/truncated(path:offset:what:end:size:)``.
  @inline(__always)
  mutating func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _ what: @autoclosure () -> String, as type: Number.Type = Number.self
  ) throws(ModelFileError) -> Number {
    guard let number = file.load(offset, as: type) else {
      throw truncated(UInt64(MemoryLayout<Number>.size), what())
    }
    offset += MemoryLayout<Number>.size
    return number
  }

  /// Moves over `length` bytes.
  /// - Throws: ``ModelFileError/truncated(path:offset:what:end:size:)``.
  @inline(__always)
  mutating func skip(
    _ length: UInt64, _ what: @autoclosure () -> String
  ) throws(ModelFileError) {
    guard let bytes = Int(exactly: length), file.contains(offset, bytes) else {
      throw truncated(length, what())
    }
    offset += bytes
  }

  /// Reads `length` bytes as text.
  /// - Throws: ``ModelFileError/truncated(path:offset:what:end:size:)``, and
  ///   ``ModelFileError/malformed(path:offset:what:found:accepted:)`` when they are not UTF-8.
  mutating func text(
    _ length: UInt64, _ what: @autoclosure () -> String
  ) throws(ModelFileError) -> String {
    guard let count = Int(exactly: length), let bytes = file.copy(offset, count) else {
      throw truncated(length, what())
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw malformed(offset, what(), "not UTF-8", "UTF-8 text")
    }
    offset += count
    return text
  }

  /// An error about the bytes at `offset`.
  func malformed(
    _ offset: Int, _ what: String, _ found: String, _ accepted: String
  ) -> ModelFileError {
    .malformed(path: file.path, offset: offset, what: what, found: found, accepted: accepted)
  }

  /// An error about something that begins here and ends behind the end of the file.
  func truncated(_ length: UInt64, _ what: String) -> ModelFileError {
    let (end, overflow) = UInt64(offset).addingReportingOverflow(length)
    return .truncated(
      path: file.path, offset: offset, what: what, end: overflow ? .max : end, size: file.count)
  }
}
