import Glibc

/// Who may ask: hosts that the server answers to, pages that may ask, and the token.
public struct Admission: Sendable {
  /// Names in small letters to which the server answers; the port does not matter, as requests may
  /// come through a tunnel.
  public let hosts: Set<String>
  private let token: [UInt8]?

  /// - Parameters:
  ///   - hosts: names and addresses beside those of the loopback interface.
  ///   - token: what has to stand in `Authorization: Bearer`; `nil` lets everybody ask.
  public init(hosts: [String] = [], token: String? = nil) {
    self.hosts = Set(
      (["localhost", "127.0.0.1", "[::1]"] + hosts).map { name in
        let name = name.lowercased()
        // An address of IPv6 stands in brackets before a port.
        return name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
      })
    self.token = token.map { Array($0.utf8) }
  }

  public var needsToken: Bool { token != nil }

  /// Refuses requests that were meant for another server, or that a page of another site sends
  /// (DNS rebinding, cross-site requests).
  public func checkOrigin(_ request: HTTPRequest) throws(Problem) {
    guard request.headers.count(of: "host") == 1, let host = request.headers["host"] else {
      throw Problem(.malformed, "a request has one Host header", field: "Host")
    }
    guard hosts.contains(Self.name(host)) else {
      throw Problem(
        .misdirected, "the server does not answer to this name", field: "Host",
        accepted: hosts.sorted().joined(separator: ", "))
    }
    guard let origin = request.headers["origin"] else { return }
    let authority = origin.split(separator: "/", omittingEmptySubsequences: false)
    guard request.headers.count(of: "origin") == 1, authority.count == 3,
      authority[0] == "http:" || authority[0] == "https:",
      authority[2].lowercased() == host.lowercased()
    else {
      throw Problem(
        .forbidden, "only the page that this server itself sends may ask", field: "Origin",
        accepted: "the server's own address, or none")
    }
  }

  /// Refuses requests without the token, in a time that says nothing about it.
  public func checkToken(_ request: HTTPRequest) throws(Problem) {
    guard let token else { return }
    let scheme = "Bearer "
    let given = request.headers["authorization"] ?? ""
    guard given.count > scheme.count, given.prefix(scheme.count).lowercased() == "bearer ",
      Self.isEqual(Array(given.utf8.dropFirst(scheme.utf8.count)), token)
    else {
      throw Problem(
        .unauthorized, "the header Authorization has to be 'Bearer' and the server's token",
        field: "Authorization")
    }
  }

  /// Compares in a time that depends on the length of `given` alone.
  static func isEqual(_ given: [UInt8], _ secret: [UInt8]) -> Bool {
    guard !secret.isEmpty else { return false }
    var difference: UInt8 = given.count == secret.count ? 0 : 1
    for (place, byte) in given.enumerated() { difference |= byte ^ secret[place % secret.count] }
    return difference == 0
  }

  /// The name in a `Host` header, without its port.
  private static func name(_ host: String) -> String {
    let host = host.lowercased()
    if host.utf8.first == UInt8(ascii: "[") {
      return host.firstIndex(of: "]").map { String(host[...$0]) } ?? host
    }
    guard let colon = host.utf8.lastIndex(of: UInt8(ascii: ":")) else { return host }
    let port = host.utf8[host.utf8.index(after: colon)...]
    let isNumber = port.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return isNumber ? String(host[..<colon]) : host
  }
}
