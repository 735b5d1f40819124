import Catalog
import CommandLineKit
import Glibc
import HTTPServing
import PlannerServer

/// `inferplan serve`: the planner as a local web page and an HTTP API.
enum ServeCommand {
  static let command = Command(
    "serve", abstract: "The planner as a web page and an HTTP API.",
    discussion: """
      Listens on this machine alone unless another host is given, which needs a token: whoever can \
      reach the server can make it compute. The API is described at /openapi.json. Ctrl-C or SIGTERM \
      stops it when the requests in flight are answered.
      Example: inferplan serve --port 8787 --open
      """,
    options: [
      Option(
        "port", valueName: "N", help: "Port to listen on; 0 takes any that is free (default: 8787)."
      ),
      Option("host", valueName: "NAME", help: "Address to listen on (default: 127.0.0.1)."),
      Option(
        "token", valueName: "TEXT",
        help: "What requests have to carry as 'Authorization: Bearer TEXT' (default: "
          + "$INFERPLAN_TOKEN)."),
      Option(
        "answer-to", kind: .values, valueName: "NAME",
        help: "A further name under which clients reach the server, such as that of a proxy."),
      .flag("open", help: "Open the page in a browser."),
      Option(
        "page", valueName: "DIR",
        help: "Send the page's files from this folder, read anew each time: for work on the page.",
        completion: .folders),
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let (port, host, token) = try CommandFailure.usage { () throws(UsageError) in
        let host = arguments.string("host") ?? "127.0.0.1"
        let token = arguments.string("token") ?? console.environment("INFERPLAN_TOKEN")
        guard isLoopback(host) || token != nil else {
          throw arguments.unacceptable(
            "host", host, "127.0.0.1, or another host with --token: others could reach the server")
        }
        if let token, token.utf8.count < 8 {
          throw arguments.unacceptable("token", "(hidden)", "at least 8 characters")
        }
        return (try arguments.integer("port", in: 0...65_535) ?? 8787, host, token)
      }
      let files = try console.catalogFiles(arguments)
      // Before any thread starts, so that all of them leave the signals to this one.
      TerminationSignal.block()
      DescriptorLimit.raise()
      let server: PlannerServer
      do {
        server = try PlannerServer(
          files, listener: Listener(host: host, port: port),
          hosts: [host] + arguments.strings("answer-to"), token: token,
          pageFolder: arguments.string("page"))
      } catch {
        console.complain("error: \(error)")
        return .badInput
      }
      let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(server.http.port)/"
      console.write(
        "inferplan serves at \(address)\(token == nil ? "" : "#token=… (with your token)")\n"
          + "Ctrl-C stops it.\n")
      if arguments.flag("open") { Browser.open(address + (token.map { "#token=\($0)" } ?? "")) }
      TerminationSignal.wait()
      console.complain("stopping: requests in flight are answered first")
      TerminationSignal.unblock()
      server.stop()
      return .success
    }
  }

  private static func isLoopback(_ host: String) -> Bool {
    ["localhost", "::1", "[::1]"].contains(host) || host.hasPrefix("127.")
  }
}

/// The person's browser.
private enum Browser {
  /// Opens an address; where there is no browser, nothing happens.
  static func open(_ address: String) {
    var process = pid_t()
    let words = ["xdg-open", address]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    posix_spawnp(&process, "xdg-open", nil, nil, arguments, environ)
    for argument in arguments { free(argument) }
  }
}
