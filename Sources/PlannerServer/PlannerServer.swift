import Catalog
import Dispatch
import HTTPServing

/// The planner as a web page and an HTTP API.
public final class PlannerServer: Sendable {
  public let http: HTTPServer
  private let service: PlannerService

  /// Serves from now on.
  /// - Parameters:
  ///   - hosts: names to which the server answers beside those of the loopback interface.
  ///   - token: what requests to the API have to carry; `nil` lets everybody ask.
  public init(
    _ files: CatalogFiles, listener: Listener, hosts: [String] = [], token: String? = nil,
    limits: ServerLimits = ServerLimits()
  ) throws(HTTPServer.Failure) {
    let service = PlannerService(files)
    self.service = service
    let current = CurrentServer()
    http = try HTTPServer(
      Router(Self.routes(service, current)), admission: Admission(hosts: hosts, token: token),
      listener: listener, limits: limits)
    current.set(http)
    // The page needs none of it: it is there while the catalogs are read.
    DispatchQueue.global().async { service.warmUp() }
  }

  /// Takes no more requests, lets those in flight end, and stops.
  public func stop() { http.stop() }

  private static func routes(_ service: PlannerService, _ current: CurrentServer) -> [Route] {
    let pool = WorkPool("answers", workers: 2, mostWaiting: 64)
    return PageFiles().routes
      + EstimateRoutes(service: service, pool: pool).routes
      + PlanRoutes(service: service, pool: pool).routes
      + AdviceRoutes(service: service, pool: pool).routes
      + GuideRoutes(service: service, pool: pool).routes
      + CatalogRoutes(service: service, pool: pool).routes
      + StatusRoutes(server: current, pools: [pool]).routes
  }
}
