import StructuredText

/// The JSON of `inferplan plan` and `inferplan estimate`, read for launching.
public enum PlanFile {
  public static let planSchema = "inferplan.plan/1"
  public static let estimateSchema = "inferplan.estimate/1"

  /// Reads the answer of a rank.
  /// - Parameters:
  ///   - name: the file as messages and comments call it.
  ///   - rank: which plan of several, from 1.
  /// - Throws: ``ExportError`` that names the field which is missing or holds something else, the
  ///   schema that nobody here reads, or the ranks that there are.
  public static func answer(
    _ document: Value, name: String, rank: Int = 1
  ) throws(ExportError) -> PlannedAnswer {
    let schema = try ExportError.plan(name) { () throws(StructuredTextError) in
      var root = try FieldReader(document)
      return try root.require("schema", try root.string("schema"))
    }
    switch schema {
    case planSchema: return try plan(document, name: name, rank: rank)
    case estimateSchema:
      guard rank == 1 else { throw .noSuchRank(rank, count: 1) }
      return PlannedAnswer(
        plan: try ExportError.plan(name) { () throws(StructuredTextError) in
          try EstimateFields.plan(document, name: name)
        })
    default: throw .schema(found: schema, file: name)
    }
  }

  /// The document as a file of its own.
  public static func text(_ document: Value) throws(ExportError) -> String {
    try Text.json(document, isPretty: true) + "\n"
  }

  private static func plan(
    _ document: Value, name: String, rank: Int
  ) throws(ExportError) -> PlannedAnswer {
    let (plans, question, tiers) = try ExportError.plan(name) { () throws(StructuredTextError) in
      var root = try FieldReader(document)
      return (
        try root.require("plans", try root.groups("plans")),
        try PlanFields.question(try root.require("question", try root.group("question"))),
        try root.group("tiers")
      )
    }
    guard !plans.isEmpty else { throw .noPlans(file: name) }
    guard plans.indices.contains(rank - 1) else { throw .noSuchRank(rank, count: plans.count) }
    let origin = "plan \(rank) of \(plans.count) in \(name)"
    return try ExportError.plan(name) { () throws(StructuredTextError) in
      var answer = PlannedAnswer(
        plan: try PlanFields.plan(plans[rank - 1], question, origin: origin))
      guard var tiers else { return answer }
      for var tier in try tiers.require("tiers", try tiers.groups("tiers")) {
        let share = try tier.require("share", try tier.number("share", in: 0...1))
        let tierName = try tier.require("name", try tier.string("name"))
        answer.tiers.append(
          PlannedTier(
            name: tierName, share: share,
            plan: try PlanFields.plan(
              try tier.require("deployment", try tier.group("deployment")),
              question.scaled(share), origin: "tier \(tierName) in \(name)")))
      }
      return answer
    }
  }
}
