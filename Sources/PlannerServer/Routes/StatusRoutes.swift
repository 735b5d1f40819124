import Glibc
import HTTPServing
import Synchronization

/// The server of routes that speak of the server itself; it comes after them.
final class CurrentServer: Sendable {
  private let server = Mutex<HTTPServer?>(nil)

  func set(_ server: HTTPServer) { self.server.withLock { $0 = server } }
  func get() -> HTTPServer? { server.withLock { $0 } }
}

/// `/healthz` and `/metrics`.
struct StatusRoutes {
  let server: CurrentServer
  let pools: [WorkPool]
  let cache: AnswerCache

  var routes: [Route] {
    [
      Route(
        "GET", "/healthz", isOpen: true,
        .quick { request in
          try Questions.check(request, [])
          return .text("ok\n")
        }),
      Route(
        "GET", "/metrics",
        .quick { request in
          try Questions.check(request, [])
          return HTTPResponse(type: "text/plain; version=0.0.4; charset=utf-8", Array(text.utf8))
        }),
    ]
  }

  private var text: String {
    var text = server.get()?.metricsText ?? ""
    text += """
      # HELP inferplan_pool_running Computations that run.
      # TYPE inferplan_pool_running gauge

      """
    for pool in pools {
      text += "inferplan_pool_running{pool=\"\(pool.name)\"} \(pool.load.running)\n"
    }
    text += """
      # HELP inferplan_pool_waiting Computations that wait for a worker.
      # TYPE inferplan_pool_waiting gauge

      """
    for pool in pools {
      text += "inferplan_pool_waiting{pool=\"\(pool.name)\"} \(pool.load.waiting)\n"
    }
    let counts = cache.counts
    return text + """
      # HELP inferplan_cache_hits_total Answers that were kept from before.
      # TYPE inferplan_cache_hits_total counter
      inferplan_cache_hits_total \(counts.hits)
      # HELP inferplan_cache_misses_total Answers that were computed.
      # TYPE inferplan_cache_misses_total counter
      inferplan_cache_misses_total \(counts.misses)
      # HELP inferplan_cache_bytes Bytes of questions and answers that are kept.
      # TYPE inferplan_cache_bytes gauge
      inferplan_cache_bytes \(counts.bytes)
      # HELP process_resident_memory_bytes Memory of the process.
      # TYPE process_resident_memory_bytes gauge
      process_resident_memory_bytes \(Self.residentMemory())

      """
  }

  /// Bytes of memory that the process holds.
  static func residentMemory() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 256)
    guard fgets(&buffer, Int32(buffer.count), file) != nil else { return 0 }
    let fields = String(decoding: buffer.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }
}
