import Catalog
import StructuredText

/// What certain sources, models and notes mean for the reading of a row.
struct MeasurementRules {
  /// What a rule does to a row.
  enum Effect: String, CaseIterable {
    /// The row is not a fair question.
    case skip
    /// Latencies of the row measure queueing.
    case throughputOnly = "throughput-only"
    /// `output_tok_s` is generated tokens over all time, the prompt's included.
    case rateIncludesPrefill = "rate-includes-prefill"
    /// Several devices hold layers each, whatever the engine could do.
    case layerSplit = "layer-split"
    /// The source calls its software immature on this hardware.
    case immature
    /// A prompt passes in one step, whatever the engine does when it serves.
    case wholePrompt = "whole-prompt"
    case assumeInput = "assume-input"
    case assumeOutput = "assume-output"
    case assumeHardware = "assume-hardware"
    /// The type of the cache where weights are in FP8 or FP4 and the row names none.
    case assumeKV = "assume-kv"
    /// The share of a closed loop's requests that start together.
    case startShare = "start-share"
    /// The engine looks for new requests every so many steps: `16:30` is every 30 steps from 16
    /// requests on.
    case pollSteps = "poll-steps"
    /// The line of releases that the version belongs to; `runtime` is held against name and version.
    case release
    case weight
  }

  fileprivate struct Rule {
    var source: GlobPattern?
    var model: GlobPattern?
    var runtime: GlobPattern?
    /// Words of the notes; notes shout what disqualifies a row, so that the case counts.
    var notes: [UInt8]?
    var hardware: GlobPattern?
    var effect: Effect
    var value: String?
    var reason: String
  }

  private let rules: [Rule]

  init(_ files: CatalogFiles) throws(CatalogError) {
    var rules: [Rule] = []
    for table in try files.tables(.measurementRules).reversed() {
      for row in table.rows {
        guard let effect = try row.choice("effect", Effect.self) else {
          throw row.unacceptable("effect", Effect.allCases.map(\.rawValue).joined(separator: ", "))
        }
        rules.append(
          Rule(
            source: row["source"].map { GlobPattern($0) },
            model: row["model"].map { GlobPattern($0) },
            runtime: row["runtime"].map { GlobPattern($0) },
            notes: row["notes"].map { Array($0.utf8.filter { $0 != UInt8(ascii: "*") }) },
            hardware: row["hardware"].map { GlobPattern($0) },
            effect: effect, value: row["value"], reason: row["reason"] ?? ""))
      }
    }
    self.rules = rules
  }

  /// What applies to a row: of every effect the first rule.
  struct Reading {
    fileprivate var rules: [Effect: Rule] = [:]

    func has(_ effect: Effect) -> Bool { rules[effect] != nil }
    func reason(_ effect: Effect) -> String? { rules[effect]?.reason }
    func text(_ effect: Effect) -> String? { rules[effect]?.value }
    func number(_ effect: Effect) -> Double? { rules[effect]?.value.flatMap { Double($0) } }
  }

  func reading(_ point: MeasuredPoint) -> Reading {
    let source = GlobPattern.folded(point.source), model = GlobPattern.folded(point.model)
    let runtime = GlobPattern.folded(
      point.runtime + (point.runtimeVersion.map { " " + $0 } ?? ""))
    let hardware = GlobPattern.folded(point.hardware)
    var reading = Reading()
    for rule in rules where reading.rules[rule.effect] == nil {
      guard rule.source?.matches(source) ?? true, rule.model?.matches(model) ?? true,
        rule.runtime?.matches(runtime) ?? true, rule.hardware?.matches(hardware) ?? true,
        rule.notes.map(point.notes.contains) ?? true
      else { continue }
      reading.rules[rule.effect] = rule
    }
    return reading
  }
}
