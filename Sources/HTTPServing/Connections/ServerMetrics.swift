import Synchronization

/// What the server has done, in the text format of Prometheus.
public final class ServerMetrics: Sendable {
  private let state: Mutex<State>
  private let patterns: [String]

  /// Upper bounds in seconds of the buckets of latencies.
  private static let bounds = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]

  private struct State {
    /// By route, the last for requests without one.
    var routes: [RouteCounts]
    var lateConnections = 0
    var cancelledJobs = 0
    var connections = 0
  }

  private struct RouteCounts {
    var byStatus: [Int: Int] = [:]
    var buckets = [Int](repeating: 0, count: ServerMetrics.bounds.count)
    var seconds = 0.0
    var count = 0
  }

  init(_ routes: [Route]) {
    patterns = routes.map { "\($0.method) \($0.pattern)" } + ["other"]
    state = Mutex(State(routes: Array(repeating: RouteCounts(), count: routes.count + 1)))
  }

  func count(route: Int?, status: Int, nanoseconds: Int64) {
    let seconds = Double(nanoseconds) / 1e9
    state.withLock { state in
      let place = route ?? state.routes.count - 1
      state.routes[place].byStatus[status, default: 0] += 1
      state.routes[place].count += 1
      state.routes[place].seconds += seconds
      if let bucket = Self.bounds.firstIndex(where: { seconds <= $0 }) {
        state.routes[place].buckets[bucket] += 1
      }
    }
  }

  func countConnection() { state.withLock { $0.connections += 1 } }
  func countLate(_ count: Int) { state.withLock { $0.lateConnections += count } }

  /// Requests that were answered.
  public var answered: Int { state.withLock { $0.routes.reduce(0) { $0 + $1.count } } }

  /// The counts as lines of the exposition format, version 0.0.4.
  func lines() -> String {
    let state = state.withLock { $0 }
    var text = """
      # HELP inferplan_http_requests_total Requests answered.
      # TYPE inferplan_http_requests_total counter

      """
    for (route, counts) in zip(patterns, state.routes) {
      for (status, count) in counts.byStatus.sorted(by: { $0.key < $1.key }) {
        text +=
          "inferplan_http_requests_total{route=\"\(route)\",status=\"\(status)\"} \(count)\n"
      }
    }
    text += """
      # HELP inferplan_http_request_seconds Time from headers to the end of the answer.
      # TYPE inferplan_http_request_seconds histogram

      """
    for (route, counts) in zip(patterns, state.routes) where counts.count > 0 {
      var sum = 0
      for (bound, count) in zip(Self.bounds, counts.buckets) {
        sum += count
        text +=
          "inferplan_http_request_seconds_bucket{route=\"\(route)\",le=\"\(bound)\"} \(sum)\n"
      }
      text +=
        "inferplan_http_request_seconds_bucket{route=\"\(route)\",le=\"+Inf\"} \(counts.count)\n"
        + "inferplan_http_request_seconds_sum{route=\"\(route)\"} \(counts.seconds)\n"
        + "inferplan_http_request_seconds_count{route=\"\(route)\"} \(counts.count)\n"
    }
    text += """
      # HELP inferplan_http_connections_total Connections accepted.
      # TYPE inferplan_http_connections_total counter
      inferplan_http_connections_total \(state.connections)
      # HELP inferplan_http_late_connections_total Connections closed because their client was late.
      # TYPE inferplan_http_late_connections_total counter
      inferplan_http_late_connections_total \(state.lateConnections)

      """
    return text
  }
}
