import FoundationEssentials
import Glibc

/// A file that is written piece by piece and takes its name when it is whole.
public struct FileStream: ~Copyable {
  private let path: String
  private let target: String
  private let temporary: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private var failure: PlannerError?

  private static let pieces = 1 << 16

  /// Begins a file beside the one at `path`.
  /// - Throws: ``PlannerError/unwritable(path:reason:)``.
  public init(path: String) throws(PlannerError) {
    self.path = path
    target = AtomicFile.resolved(path)
    temporary = "\(target).new-\(getpid())"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw AtomicFile.failure(path) }
  }

  /// Adds to the end; what goes wrong is told by ``finish()``.
  public mutating func write(_ bytes: [UInt8]) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.pieces { flush() }
  }

  /// Gives the file its name.
  /// - Throws: ``PlannerError/unwritable(path:reason:)``; what stood at the path then still does.
  public mutating func finish() throws(PlannerError) {
    flush()
    if failure == nil, fsync(descriptor) != 0 { failure = AtomicFile.failure(path) }
    if close(descriptor) != 0, failure == nil { failure = AtomicFile.failure(path) }
    descriptor = -1
    if failure == nil, rename(temporary, target) != 0 { failure = AtomicFile.failure(path) }
    if let failure {
      unlink(temporary)
      throw failure
    }
  }

  private mutating func flush() {
    if failure == nil, !AtomicFile.writeAll(buffer, to: descriptor) {
      failure = AtomicFile.failure(path)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary)
  }
}

/// Puts files in the place of others, whole or not at all.
public enum AtomicFile {
  /// Writes `bytes` to a new file in the folder of `path`, then gives it that name.
  /// - Throws: ``PlannerError/unwritable(path:reason:)``; what stood at `path` then still does.
  public static func write(_ bytes: [UInt8], path: String) throws(PlannerError) {
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
  fileprivate static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  fileprivate static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  fileprivate static func failure(_ path: String, _ code: Int32 = errno) -> PlannerError {
    .unwritable(path: path, reason: strerror(code).map { String(cString: $0) } ?? "error \(code)")
  }
}
