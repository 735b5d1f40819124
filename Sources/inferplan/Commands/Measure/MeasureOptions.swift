import CommandLineKit
import LiveMeasurement
import LoadGenerator

/// The options of `inferplan measure`.
enum MeasureOptions {
  static let all = endpoint + load + setup + device + output

  private static let endpoint = [
    Option(
      "model", valueName: "NAME", help: "The model, as the server calls it.", section: "Endpoint"),
    Option(
      "endpoint", valueName: "KIND",
      help: "Which API to ask (default: what the address ends in, else chat).",
      accepted: EndpointAddress.Endpoint.allCases.map(\.rawValue), section: "Endpoint"),
    Option(
      "api-key-env", valueName: "VARIABLE",
      help: "Environment variable that holds the API key, which is sent and never kept.",
      section: "Endpoint"),
    Option(
      "api-key-file", valueName: "FILE", help: "File that holds the API key.", section: "Endpoint",
      completion: .files),
    Option(
      "body", kind: .values, valueName: "FIELD=VALUE",
      help: "A further field of every request; the value is JSON, or else text.",
      section: "Endpoint"),
    Option(
      "timeout", valueName: "TIME", help: "Longest wait for a first token (default 120s).",
      section: "Endpoint"),
    Option(
      "stall-timeout", valueName: "TIME",
      help: "Longest wait between two pieces of an answer (default 30s).", section: "Endpoint"),
    Option(
      "request-timeout", valueName: "TIME", help: "Longest time of a request (default 600s).",
      section: "Endpoint"),
  ]

  private static let load = [
    Option(
      "workload", valueName: "NAME", help: "Lengths of a use case (chat, rag, summarization …).",
      section: "Load"),
    Option(
      "input", valueName: "TOKENS", help: "Prompt tokens of a request (default 1024).",
      section: "Load"),
    Option(
      "output", valueName: "TOKENS", help: "Generated tokens of a request (default 256).",
      section: "Load"),
    Option(
      "output-cv", valueName: "RATIO",
      help:
        "Let answers differ in length, log-normal of this deviation over mean (default 0). Equal "
        + "answers keep a closed loop in lockstep.", section: "Load"),
    Option(
      "concurrency", valueName: "N,…",
      help: "Requests in flight, each followed by the next; one load after the other (default 1).",
      section: "Load"),
    Option(
      "rate", valueName: "R,…",
      help: "Requests a second, sent when they are due whatever the server does.", section: "Load"),
    .flag("even", help: "Requests of a rate at even intervals, not at random.", section: "Load"),
    Option(
      "trace", valueName: "FILE", help: "Play the requests of a trace, at its own times.",
      section: "Load", completion: .files),
    Option(
      "speed", valueName: "FACTOR", help: "Play the trace so many times as fast.", section: "Load"),
    Option(
      "duration", valueName: "TIME",
      help: "Time in which requests are sent, for each load (default 30s).", section: "Load"),
    Option(
      "requests", valueName: "N", help: "Requests of each load.", section: "Load"),
    Option(
      "warm-up", valueName: "TIME",
      help: "Leave out what is sent first (default: found by MSER-5).", section: "Load"),
    Option(
      "slo", valueName: "LIST", help: "What to keep, such as ttft.p95=1s,tpot.p95=50ms.",
      section: "Load"),
    Option(
      "find", valueName: "WHAT",
      help: "Search: the highest rate that keeps the SLO, or the knee of concurrency.",
      accepted: LoadPlan.Search.allCases.map(\.rawValue), section: "Load"),
    Option(
      "seed", valueName: "N", help: "Seed of lengths, gaps and prompts (default 1).",
      section: "Load"),
  ]

  /// What runs behind the address, in the fields of an estimate.
  private static let setup = [
    Option(
      "hardware", valueName: "NAME", help: "Device that serves, for calibration.",
      section: "What runs there"),
    Option(
      "devices", valueName: "N", help: "Devices of one replica.", section: "What runs there"),
    Option("engine", valueName: "NAME", help: "Serving engine.", section: "What runs there"),
    Option("weights", valueName: "FORMAT", help: "Weight format.", section: "What runs there"),
    Option("kv-cache", valueName: "TYPE", help: "KV cache type.", section: "What runs there"),
    Option(
      "known-model", valueName: "NAME",
      help: "The model in the catalog, where the server calls it otherwise.",
      section: "What runs there"),
    Option(
      "gguf", valueName: "FILE", help: "The GGUF file that is served.", section: "What runs there",
      completion: .files),
    Option(
      "config", valueName: "FILE", help: "The config.json of the model that is served.",
      section: "What runs there", completion: .files),
  ]

  private static let device = [
    .flag(
      "device", help: "Measure this machine without a server and write it to your catalog.",
      section: "This machine"),
    Option(
      "threads", valueName: "N", help: "Threads to compute with (default: one a core).",
      section: "This machine"),
    Option(
      "name", valueName: "ID", help: "Id of the row (default: the host's name).",
      section: "This machine"),
  ]

  private static let output = [
    Option(
      "against", valueName: "FILE",
      help: "Answer of estimate --json or plan --json, to print beside the measurement.",
      section: "Output", completion: .files),
    StoreOption.option,
    .flag("no-store", help: "Keep nothing.", section: "Output"),
  ]
}

/// Where measurements are kept.
enum StoreOption {
  static let option = Option(
    "store", valueName: "FILE",
    help: "SQLite file of measurements (default: $INFERPLAN_MEASUREMENTS, else "
      + "~/.local/share/inferplan/measurements.db).", section: "Output", completion: .files)

  /// The file that is meant.
  static func path(_ arguments: ParsedArguments, _ console: Console) throws(UsageError) -> String {
    if let path = arguments.string("store") ?? console.environment("INFERPLAN_MEASUREMENTS") {
      return path
    }
    let home = console.environment("HOME").map { $0 + "/.local/share" }
    let folder = try arguments.require("store", console.environment("XDG_DATA_HOME") ?? home)
    return folder + "/inferplan/measurements.db"
  }
}
