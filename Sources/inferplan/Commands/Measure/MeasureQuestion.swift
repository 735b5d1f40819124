import Catalog
import CommandLineKit
import FoundationEssentials
import InferencePlanner
import LiveMeasurement
import LoadGenerator
import Quantities
import ServingSimulator
import StructuredText

/// What `inferplan measure` was asked, read and checked.
struct MeasureQuestion {
  var generator: LoadGenerator
  var plan: LoadPlan
  /// What runs behind the address, in the fields of an estimate.
  var setup: [String: Value]
  /// Where requests are kept; `nil` for nowhere.
  var store: String?

  init(
    _ arguments: ParsedArguments, _ console: Console, forecast: ForecastFigures?
  ) throws(CommandFailure) {
    let url = try CommandFailure.usage { () throws(UsageError) in
      try arguments.require("url", arguments.string("url"))
    }
    let address = try Self.load { () throws(LoadError) in try EndpointAddress(url) }
    let model = try CommandFailure.usage { () throws(UsageError) in
      try arguments.require("model", arguments.string("model"))
    }
    let (kind, limits, seed, body) = try CommandFailure.usage { () throws(UsageError) in
      (
        try arguments.choice("endpoint", EndpointAddress.Endpoint.self),
        try Self.limits(arguments),
        UInt64(try arguments.integer("seed", in: 0...1_000_000_000) ?? 1),
        try Self.body(arguments)
      )
    }
    let key = try Self.key(arguments, console)
    generator = LoadGenerator(
      address,
      shape: RequestShape(
        endpoint: kind ?? address.endpoint ?? .chat, model: model, extra: body),
      key: key, limits: limits, seed: seed)
    plan = try Self.plan(arguments, console, forecast: forecast, seed: seed)
    setup = (forecast?.setup ?? [:]).merging(Self.setup(arguments)) { _, given in given }
    if ["gguf", "config"].contains(where: { arguments.isGiven($0) }) { setup["model"] = nil }
    store =
      arguments.flag("no-store")
      ? nil
      : try CommandFailure.usage { () throws(UsageError) in
        try StoreOption.path(arguments, console)
      }
  }

  private static func load<T>(_ body: () throws(LoadError) -> T) throws(CommandFailure) -> T {
    do { return try body() } catch { throw .measurement(.load(error)) }
  }

  private static func limits(_ arguments: ParsedArguments) throws(UsageError) -> RequestLimits {
    let range = Seconds(0.001)...Seconds(86_400)
    var limits = RequestLimits()
    limits.firstToken = try arguments.duration("timeout", in: range) ?? limits.firstToken
    limits.connect = min(limits.connect, limits.firstToken)
    limits.stall = try arguments.duration("stall-timeout", in: range) ?? limits.stall
    limits.total = try arguments.duration("request-timeout", in: range) ?? limits.total
    return limits
  }

  private static func body(_ arguments: ParsedArguments) throws(UsageError) -> [String: Value] {
    var fields: [String: Value] = [:]
    for text in arguments.strings("body") {
      guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
        throw arguments.unacceptable("body", text, "field=value")
      }
      let value = String(text[text.index(after: equals)...])
      fields[String(text[..<equals])] = (try? Value.json(Array(value.utf8))) ?? .string(value)
    }
    return fields
  }

  /// The key of a variable or a file; it goes nowhere but into requests.
  private static func key(
    _ arguments: ParsedArguments, _ console: Console
  ) throws(CommandFailure) -> APIKey? {
    if let name = arguments.string("api-key-env") {
      guard let text = console.environment(name) else {
        throw .measurement(
          .load(.key(reason: "the environment variable \(name) is not set, or is empty")))
      }
      return try load { () throws(LoadError) in try APIKey(text) }
    }
    guard let path = arguments.string("api-key-file") else { return nil }
    guard let data = FileManager.default.contents(atPath: path), data.count <= 16_384 else {
      throw .planner(.unreadable(path: path, reason: "there is no such file, or it is no key"))
    }
    return try load { () throws(LoadError) in try APIKey(String(decoding: data, as: UTF8.self)) }
  }

  private static func setup(_ arguments: ParsedArguments) -> [String: Value] {
    var setup: [String: Value] = [:]
    for (option, field) in [
      ("hardware", "hardware"), ("engine", "engine"), ("weights", "weights"),
      ("kv-cache", "kv_cache"), ("known-model", "model"),
    ] {
      if let text = arguments.string(option) { setup[field] = .string(text) }
    }
    for option in ["gguf", "config"] {
      guard let path = arguments.string(option) else { continue }
      let whole =
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
      setup[option] = .string(whole)
    }
    if let devices = arguments.string("devices").flatMap({ Double($0) }) {
      setup["devices"] = .number(devices)
    }
    return setup
  }
}
