import Catalog
import HTTPServing

/// The planner as a web page and an HTTP API.
public final class PlannerServer: Sendable {
  public let http: HTTPServer
  private let service: PlannerService

  /// Serves from now on.
  /// - Parameters:
  ///   - hosts: names to which the server answers beside those of the loopback interface.
  ///   - pageFolder: a folder whose files are sent in the place of the page's own, read anew each
  ///     time: for work on the page.
  ///   - token: what requests to the API have to carry; `nil` lets everybody ask.
  public init(
    _ files: CatalogFiles, listener: Listener, hosts: [String] = [], token: String? = nil,
    pageFolder: String? = nil, limits: ServerLimits = ServerLimits()
  ) throws(HTTPServer.Failure) {
    let service = PlannerService(files)
    self.service = service
    let current = CurrentServer()
    http = try HTTPServer(
      Router(Self.routes(service, current, pageFolder: pageFolder)),
      admission: Admission(hosts: hosts, token: token),
      listener: listener, limits: limits)
    current.set(http)
    // The page needs none of it: it is there while the catalogs are read.
    service.warmUp()
  }

  /// Takes no more requests, lets those in flight end, and stops.
  public func stop() {
    http.stop()
    service.traces.close()
  }

  private static func routes(
    _ service: PlannerService, _ current: CurrentServer, pageFolder: String?
  ) -> [Route] {
    let pool = WorkPool("answers", workers: 2, mostWaiting: 64)
    // Of their own, so that a long run keeps nobody's plan waiting.
    let jobs = WorkPool("simulations", workers: 2, mostWaiting: 8)
    return PageFiles(folder: pageFolder, onOpen: { service.expectPage() }).routes
      + EstimateRoutes(service: service, pool: pool).routes
      + PlanRoutes(service: service, pool: pool).routes
      + AdviceRoutes(service: service, pool: pool).routes
      + GuideRoutes(service: service, pool: pool).routes
      + CatalogRoutes(service: service, pool: pool).routes
      + ValidationRoutes(service: service, pool: pool).routes
      + SimulationRoutes(service: service, pool: jobs, answers: pool).routes
      + StatusRoutes(server: current, pools: [pool, jobs], cache: service.answers).routes
  }
}
