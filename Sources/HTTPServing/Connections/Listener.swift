import Glibc

/// A socket that listens, and where.
public struct Listener: Sendable {
  public let descriptor: Int32
  /// The port, also where any was asked for.
  public let port: Int

  /// Why nothing listens.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// Listens on a host's first address.
  /// - Parameter port: 0 takes any that is free.
  public init(host: String, port: Int) throws(Failure) {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &found)
    guard code == 0, let address = found else {
      throw Failure(description: "no address is known for '\(host)'")
    }
    defer { freeaddrinfo(address) }
    let descriptor = socket(
      address.pointee.ai_family,
      Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure("cannot open a socket") }
    var yes: Int32 = 1
    setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout.size(ofValue: yes)))
    guard bind(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0,
      listen(descriptor, 1024) == 0
    else {
      let failure = Self.failure("cannot listen on \(host), port \(port)")
      close(descriptor)
      throw failure
    }
    self.descriptor = descriptor
    self.port = Self.port(of: descriptor) ?? port
  }

  private static func failure(_ words: String) -> Failure {
    let reason = strerror(errno).map { String(cString: $0) } ?? "unknown error"
    return Failure(description: "\(words): \(reason)")
  }

  private static func port(of descriptor: Int32) -> Int? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout.size(ofValue: storage))
    let isKnown = withUnsafeMutableBytes(of: &storage) { bytes in
      bytes.baseAddress.map {
        getsockname(descriptor, $0.assumingMemoryBound(to: sockaddr.self), &length) == 0
      } ?? false
    }
    guard isKnown else { return nil }
    // The port stands at the same place for both families, the high byte first.
    return withUnsafeBytes(of: storage) { Int($0[2]) << 8 | Int($0[3]) }
  }
}
