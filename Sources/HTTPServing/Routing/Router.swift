/// Finds the route of a request.
public struct Router: Sendable {
  public let routes: [Route]
  /// Routes whose path has no parameter, by path: most requests need no search.
  private let fixed: [String: [Int]]

  public init(_ routes: [Route]) {
    self.routes = routes
    var fixed: [String: [Int]] = [:]
    for (place, route) in routes.enumerated()
    where route.parts.allSatisfy({ if case .literal = $0 { true } else { false } }) {
      fixed[route.pattern, default: []].append(place)
    }
    self.fixed = fixed
  }

  public enum Match: Sendable {
    case route(Int, parameters: [String: String])
    /// The path is known and takes these methods only.
    case wrongMethod(allowed: [String])
    case nothing
  }

  /// The route for a method and a path. `HEAD` is answered as `GET`, without the body.
  public func match(_ method: String, _ path: String) -> Match {
    let wanted = method == "HEAD" ? "GET" : method
    if let places = fixed[path] {
      if let place = places.first(where: { routes[$0].method == wanted }) {
        return .route(place, parameters: [:])
      }
      return .wrongMethod(allowed: Self.allowed(places.map { routes[$0].method }))
    }
    guard path.hasPrefix("/") else { return .nothing }
    let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    var others: [String] = []
    for (place, route) in routes.enumerated() {
      guard let parameters = route.match(parts) else { continue }
      if route.method == wanted { return .route(place, parameters: parameters) }
      others.append(route.method)
    }
    return others.isEmpty ? .nothing : .wrongMethod(allowed: Self.allowed(others))
  }

  private static func allowed(_ methods: [String]) -> [String] {
    (methods + (methods.contains("GET") ? ["HEAD"] : [])).sorted()
  }
}
