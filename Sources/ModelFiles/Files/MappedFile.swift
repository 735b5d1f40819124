import Glibc

/// The bytes of a regular file, mapped read-only for as long as the value lives.
///
/// A header of a few megabytes at the front of a file of a hundred gigabytes costs only the pages
/// that are looked at. As with every mapping, a file that another process cuts short while it is
/// being read ends this process; the readers keep a mapping only while they parse the header.
struct MappedFile: ~Copyable {
  /// The path under which the file was opened.
  let path: String
  private let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Opens and maps a file.
  /// - Throws: ``ModelFileError/unreadable(path:reason:)`` for an empty path, a path that cannot be
  ///   opened, and everything that is not a regular file.
  init(_ path: String) throws(ModelFileError) {
    guard !path.isEmpty else {
      throw .unreadable(path: path, reason: "the path is empty; accepted: a path to a file")
    }
    guard !path.utf8.contains(0) else {
      throw .unreadable(path: printable(path), reason: "the path contains a zero byte")
    }
    // Without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.reason(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: Self.reason(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(
        path: path, reason: "it is \(Self.kind(status.st_mode)); accepted: a regular file")
    }
    guard let size = Int(exactly: status.st_size), size >= 0 else {
      throw .unreadable(path: path, reason: "its size is not known")
    }
    // An empty mapping is an error of its own; an empty file has no bytes to map.
    let start = size > 0 ? mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : nil
    guard start != MAP_FAILED, start != nil || size == 0 else {
      throw .unreadable(path: path, reason: Self.reason(errno))
    }
    self.path = path
    bytes = UnsafeRawBufferPointer(start: start, count: size)
    isMapped = size > 0
  }

  /// Bytes of the memory in the place of a file.
  init(copying contents: [UInt8], path: String) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: contents.count, alignment: 1)
    buffer.copyBytes(from: contents)
    bytes = UnsafeRawBufferPointer(buffer)
    isMapped = false
    self.path = path
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    } else {
      bytes.deallocate()
    }
  }

  /// The size of the file in bytes.
  var count: Int { bytes.count }

  /// The little-endian number that begins at `offset`, or `nil` when the file ends before it does.
  @inline(__always)
  func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ offset: Int, as type: Number.Type
  ) -> Number? {
    guard contains(offset, MemoryLayout<Number>.size) else { return nil }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
  }

  /// A copy of `length` bytes from `offset`, or `nil` when the file ends before they do.
  func copy(_ offset: Int, _ length: Int) -> [UInt8]? {
    guard contains(offset, length) else { return nil }
    return [UInt8](UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + length)]))
  }

  /// Whether `length` bytes from `offset` lie within the file.
  @inline(__always)
  func contains(_ offset: Int, _ length: Int) -> Bool {
    guard offset >= 0, length >= 0 else { return false }
    let (end, overflow) = offset.addingReportingOverflow(length)
    return !overflow && end <= bytes.count
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "there is no such file"
    case EACCES, EPERM: "the permissions do not allow reading it"
    case ENOTDIR: "a part of the path is not a folder"
    case ELOOP: "too many symbolic links"
    case ENAMETOOLONG: "the path is too long"
    case EMFILE, ENFILE: "too many files are open"
    default: "the system says error \(code)"
    }
  }

  private static func kind(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a folder"
    case S_IFIFO: "a named pipe"
    case S_IFCHR, S_IFBLK: "a device"
    case S_IFSOCK: "a socket"
    default: "no regular file"
    }
  }
}
