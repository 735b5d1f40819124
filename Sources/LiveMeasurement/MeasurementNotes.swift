import LoadGenerator
import MeasurementStore
import Presentation
import Quantities

/// What a reader of a measurement has to know beside its figures.
enum MeasurementNotes {
  static func notes(_ outcome: MeasurementOutcome) -> [String] {
    var notes: [String] = []
    if !outcome.isWhole {
      notes.append("it ended before its end: these are the figures of what was measured")
    }
    notes += outcome.remarks
    notes += tokens(outcome)
    for level in outcome.levels {
      notes += Self.level(level).map { "\(LevelWords.words(level.level)): \($0)" }
    }
    notes += client(outcome)
    return notes + Latency.definitions
  }

  private static func tokens(_ outcome: MeasurementOutcome) -> [String] {
    let sources = Set(outcome.levels.map(\.summary.tokenSource)).subtracting([.none])
    if sources.isEmpty { return [] }
    if sources == [.usage] { return ["tokens are the server's count (usage)"] }
    return [
      (sources == [.chunks] ? "tokens" : "some tokens")
        + " are counted in the stream, one a chunk: a server may pack several into one"
    ]
  }

  private static func level(_ level: MeasuredLevel) -> [String] {
    let summary = level.summary
    var notes: [String] = []
    let lockstep = Lockstep.share(level)
    if lockstep > 0.3 {
      notes.append(
        "\(NumberFormat.percent(lockstep)) of the requests began together, in lockstep: TTFT is that "
          + "of prompts processed at once (--output-cv 0.5 brings them apart)")
    }
    if summary.warmUpRequests > 0 {
      notes.append("\(NumberFormat.count(summary.warmUpRequests)) requests of warm-up are left out")
    }
    if summary.isSteady == false {
      notes.append("it reached no steady state (MSER-5): measure longer")
    }
    if summary.interrupted > 0 {
      notes.append("\(NumberFormat.count(summary.interrupted)) requests were still under way")
    }
    if let seen = summary.outputTokens?.mean, level.level.outputTokens > 0,
      abs(seen / level.level.outputTokens - 1) > 0.05
    {
      notes.append(
        "answers have \(LevelWords.number(seen)) tokens on average, "
          + "\(LevelWords.number(level.level.outputTokens)) were asked for")
    }
    if let delay = level.level.longestDelay, delay > 0.05 {
      notes.append(
        "the client sent a request \(NumberFormat.seconds(Seconds(delay))) late; its latency "
          + "counts from when it was due")
    }
    return notes
  }

  /// How much of the machine the client took, and whether the server had to do with the rest.
  private static func client(_ outcome: MeasurementOutcome) -> [String] {
    let shares = outcome.levels.compactMap(\.level.clientShare)
    guard let most = shares.max() else { return [] }
    let words = "the client took \(NumberFormat.percent(most)) of one core at most"
    let isShared = outcome.levels.contains { $0.level.isWithinOneMachine == true }
    return [
      isShared
        ? words + ", on the machine of the server: what it takes, the server lacks" : words
    ]
  }
}
