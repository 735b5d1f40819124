import FoundationEssentials
import Glibc

/// Puts files in the place of others, whole or not at all.
enum AtomicFile {
  /// Writes `bytes` to a new file in the folder of `path`, then gives it that name.
  /// - Throws: ``PlannerError/unwritable(path:reason:)``; what stood at `path` then still does.
  static func write(_ bytes: [UInt8], path: String) throws(PlannerError) {
    let target = resolved(path)
    let temporary = "\(target).new-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path) }
    var isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    let reason = errno
    if close(descriptor) != 0 { isWritten = false }
    guard isWritten, rename(temporary, target) == 0 else {
      let error = failure(path, isWritten ? errno : reason)
      unlink(temporary)
      throw error
    }
  }

  /// The file behind a link, so that the link stays one.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func failure(_ path: String, _ code: Int32 = errno) -> PlannerError {
    .unwritable(path: path, reason: strerror(code).map { String(cString: $0) } ?? "error \(code)")
  }
}
