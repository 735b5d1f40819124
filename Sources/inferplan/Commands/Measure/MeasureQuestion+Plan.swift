import Catalog
import CommandLineKit
import InferencePlanner
import LiveMeasurement
import LoadGenerator
import Quantities
import ServingSimulator
import StructuredText

extension MeasureQuestion {
  /// The loads that are asked for; what is not said is taken from the forecast to compare with.
  static func plan(
    _ arguments: ParsedArguments, _ console: Console, forecast: ForecastFigures?, seed: UInt64
  ) throws(CommandFailure) -> LoadPlan {
    let lengths = try self.lengths(arguments, console, forecast: forecast)
    let objectives = try CommandFailure.planner { () throws(PlannerError) in
      do throws(StructuredTextError) {
        return try arguments.string("slo").map { text throws(StructuredTextError) in
          try Objectives.read(text)
        } ?? []
      } catch {
        throw .text(error, file: nil)
      }
    }
    let levels = try self.levels(arguments, forecast: forecast)
    return try CommandFailure.usage { () throws(UsageError) in
      let isTrace = arguments.isGiven("trace")
      let requests = try arguments.integer("requests", in: 1...100_000_000)
      let given = try arguments.duration("duration", in: Seconds(0.1)...Seconds(604_800))
      let variation = try arguments.number("output-cv", in: 0...5) ?? 0
      let plan = LoadPlan(
        levels: levels, input: .fixed(lengths.input),
        output: variation > 0
          ? .logNormal(mean: Double(lengths.output), cv: variation) : .fixed(lengths.output),
        requests: requests,
        duration: given ?? (requests == nil && !isTrace ? Seconds(30) : nil),
        warmUp: try arguments.duration("warm-up", in: .zero...Seconds(86_400)),
        objectives: objectives, search: try arguments.choice("find", LoadPlan.Search.self),
        isEven: arguments.flag("even"), seed: seed)
      if plan.search == .goodput, objectives.isEmpty {
        throw arguments.unacceptable("find", "goodput", "--slo beside it: what is to be kept")
      }
      if let search = plan.search, !levels.isEmpty, hasLoad(arguments) {
        throw arguments.unacceptable(
          "find", search.rawValue, "a search, or the loads of --concurrency, --rate or --trace")
      }
      return plan
    }
  }

  private static func hasLoad(_ arguments: ParsedArguments) -> Bool {
    ["concurrency", "rate", "trace"].contains { arguments.isGiven($0) }
  }

  private static func lengths(
    _ arguments: ParsedArguments, _ console: Console, forecast: ForecastFigures?
  ) throws(CommandFailure) -> (input: Int, output: Int) {
    var input = forecast?.inputTokens.flatMap { Int(exactly: $0.rounded()) } ?? 1024
    var output = forecast?.outputTokens.flatMap { Int(exactly: $0.rounded()) } ?? 256
    if let name = arguments.string("workload") {
      let files = try console.catalogFiles(arguments)
      do throws(CatalogError) {
        let useCase = try UseCase.find(name, among: UseCase.load(files))
        (input, output) = (useCase.inputTokens, useCase.outputTokens)
      } catch {
        throw .planner(.catalog(error))
      }
    }
    return try CommandFailure.usage { () throws(UsageError) in
      (
        try arguments.integer("input", in: 1...10_000_000) ?? input,
        try arguments.integer("output", in: 1...10_000_000) ?? output
      )
    }
  }

  private static func levels(
    _ arguments: ParsedArguments, forecast: ForecastFigures?
  ) throws(CommandFailure) -> [LoadLevel] {
    let given = ["concurrency", "rate", "trace"].filter { arguments.isGiven($0) }
    guard given.count <= 1 else {
      throw .usage(
        arguments.unacceptable(
          given[0], arguments.string(given[0]) ?? "", "one of --concurrency, --rate and --trace"))
    }
    if arguments.isGiven("find") { return [] }
    if let path = arguments.string("trace") {
      let trace = try CommandFailure.planner { () throws(PlannerError) in
        try Simulator.trace(path)
      }
      return try CommandFailure.usage { () throws(UsageError) in
        [.trace(trace, speed: try arguments.number("speed", in: 0.001...1_000_000) ?? 1)]
      }
    }
    return try CommandFailure.usage { () throws(UsageError) in
      let rates = try list(arguments, "rate", "rates such as 0.5,1,2 requests a second") { text in
        let number = text.hasSuffix("/s") ? String(text.dropLast(2)) : text
        return Double(number).flatMap { (1e-4...1e6).contains($0) ? LoadLevel.rate($0) : nil }
      }
      let counts = try list(arguments, "concurrency", "whole numbers such as 1,2,4, up to 4096") {
        Int($0).flatMap { (1...4096).contains($0) ? LoadLevel.concurrency($0) : nil }
      }
      let levels = rates + counts
      return levels.isEmpty ? [forecast?.load ?? .concurrency(1)] : levels
    }
  }

  private static func list(
    _ arguments: ParsedArguments, _ name: String, _ accepted: String,
    _ read: (String) -> LoadLevel?
  ) throws(UsageError) -> [LoadLevel] {
    guard let text = arguments.string(name) else { return [] }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let levels = parts.compactMap { part in
      read(String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
    }
    guard levels.count == parts.count, levels.count <= 64 else {
      throw arguments.unacceptable(name, text, accepted)
    }
    return levels
  }
}

extension LoadPlan {
  /// What share of a level is behind.
  func share(_ progress: LoadProgress) -> Double {
    let byTime = duration.map { progress.seconds / $0.value } ?? 0
    let byCount = requests.map { Double(progress.completed + progress.failed) / Double($0) } ?? 0
    return max(byTime, byCount)
  }
}
