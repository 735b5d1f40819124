import Catalog
import Presentation
import StructuredText

/// A diagnosis as a document for people.
public enum DiagnosisReport {
  /// The likeliest pitfall in full, others in a line each.
  public static func document(_ diagnosis: Diagnosis) -> Document {
    guard let best = diagnosis.matches.first else { return Document() }
    var blocks: [Document.Block] = [.heading(capitalized(best.pitfall.label), level: 1)]
    if let cause = best.pitfall.why { blocks.append(.paragraph("Most often: \(cause).")) }
    for finding in diagnosis.findings {
      blocks.append(.heading(finding.title))
      blocks += finding.blocks
    }
    blocks.append(.heading("What helps"))
    blocks.append(.bullets(best.pitfall.steps))
    if !best.tools.isEmpty { blocks.append(.table(AdviceReport.tools(best.tools))) }
    var said: [String] = []
    if let documented = best.pitfall.documented {
      said.append("What document 004 says: \(documented).")
    }
    if let changed = best.pitfall.changed { said.append("What we say beyond it: \(changed).") }
    if !said.isEmpty { blocks += [.heading("What the documents said"), .bullets(said)] }
    let others = diagnosis.matches.dropFirst()
    if !others.isEmpty {
      blocks.append(.heading("It may also be"))
      blocks.append(
        .bullets(others.map { "\($0.pitfall.label): \($0.pitfall.why ?? "")" }))
    }
    return Document(blocks)
  }

  private static func capitalized(_ text: String) -> String {
    (text.first?.uppercased() ?? "") + text.dropFirst()
  }
}

/// The JSON form of a diagnosis, schema `inferplan.diagnosis/1`.
public struct DiagnosisAnswer: Encodable, Sendable {
  public let schema: String
  public let pitfalls: [Pitfall]
  public let findings: [String: Value]

  /// A pitfall that fits.
  public struct Pitfall: Encodable, Sendable {
    public let symptom: String
    public let label: String
    public let likeness: Double
    public let cause: String?
    public let steps: [String]
    public let documented: String?
    public let changed: String?
    public let tools: [ToolAnswer]
  }

  public init(_ diagnosis: Diagnosis) {
    schema = "inferplan.diagnosis/1"
    pitfalls = diagnosis.matches.map {
      Pitfall(
        symptom: $0.pitfall.answer, label: $0.pitfall.label, likeness: $0.likeness,
        cause: $0.pitfall.why, steps: $0.pitfall.steps, documented: $0.pitfall.documented,
        changed: $0.pitfall.changed, tools: $0.tools.map { ToolAnswer($0) })
    }
    findings = Dictionary(
      diagnosis.findings.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
