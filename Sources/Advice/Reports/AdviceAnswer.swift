import Catalog
import StructuredText

/// The JSON form of advice, schema `inferplan.advice/1`.
///
/// Keys are the properties in snake case. Within a version keys are added, never renamed or removed.
public struct AdviceAnswer: Encodable, Sendable {
  public static let schemaName = "inferplan.advice/1"

  public let schema: String
  public let flow: String
  public let situation: [Step]
  public let recommendations: [ToolAnswer]
  public let why: String?
  public let steps: [String]
  public let documented: String?
  public let changed: String?
  public let former: [ToolAnswer]
  public let claims: [Claim]
  public let findings: [String: Value]
  public let remarks: [String]

  /// A question that was answered.
  public struct Step: Encodable, Sendable {
    public let flow: String
    public let fact: String
    public let prompt: String
    public let answer: String
    public let label: String
  }

  /// A claim of a document, checked.
  public struct Claim: Encodable, Sendable {
    public let id: String
    public let claim: String
    public let verdict: String
    public let evidence: String
  }

  public init(_ advice: Advice) {
    schema = Self.schemaName
    flow = advice.flow.id
    situation = advice.steps.map {
      Step(
        flow: $0.flow.id, fact: $0.question.fact, prompt: $0.question.prompt,
        answer: $0.answer.answer, label: $0.answer.label)
    }
    recommendations = advice.recommendations.map { ToolAnswer($0.tool) }
    why = advice.why
    steps = advice.commands
    documented = advice.documented
    changed = advice.changed
    former = advice.former.map { ToolAnswer($0) }
    claims = advice.claims.map {
      Claim(id: $0.id, claim: $0.claim, verdict: $0.verdict, evidence: $0.evidence)
    }
    findings = Dictionary(
      advice.findings.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    remarks = advice.remarks
  }
}

/// A tool as programs read it.
public struct ToolAnswer: Encodable, Sendable {
  public let id: String
  public let name: String
  public let category: String?
  public let platforms: String?
  public let hardware: String?
  public let formats: String?
  public let licence: String?
  public let state: Tool.State
  public let successor: String?
  public let status: String?
  public let isStatusVerified: Bool
  public let source: String
  public let asOf: String
  public let documentation: String?
  public let launchCommand: String?
  public let remark: String?

  public init(_ tool: Tool) {
    id = tool.id
    name = tool.name
    category = tool.category
    platforms = tool.platforms
    hardware = tool.hardware
    formats = tool.formats
    licence = tool.licence
    state = tool.state
    successor = tool.successor
    status = tool.status
    isStatusVerified = tool.isStatusVerified
    source = tool.provenance.source
    asOf = tool.provenance.date
    documentation = tool.documentation
    launchCommand = tool.launchCommand
    remark = tool.remark
  }
}
