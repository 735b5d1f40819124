import Glibc

/// Reads standard input whole, which FoundationEssentials has no words for.
enum FileHandleReader {
  /// The bytes up to the end of the input or to one past `limit`.
  static func standardInput(limit: Int) -> [UInt8] {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while all.count <= limit {
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      guard count > 0 else { break }
      all += chunk[..<count]
    }
    return all
  }
}
