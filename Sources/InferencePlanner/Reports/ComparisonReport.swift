import Catalog
import Confidence
import Economics
import PerformanceModel
import Presentation
import Quantities

/// A comparison as a document for people.
public enum ComparisonReport {
  /// The options side by side, the requirements, the document's figures beside ours, the choice.
  public static func document(_ comparison: Comparison) -> Document {
    let scenario = comparison.scenario
    var blocks: [Document.Block] = [.heading(scenario.name, level: 1)]
    if let source = scenario.source { blocks.append(.paragraph("From: \(source)")) }
    if let description = scenario.description { blocks.append(.paragraph(description)) }
    blocks.append(.table(sideBySide(comparison)))
    if comparison.options.contains(where: { !$0.checks.isEmpty }) {
      blocks.append(.heading("Requirements"))
      blocks.append(.table(requirements(comparison)))
    }
    blocks.append(.heading("Recommendation"))
    let choice = comparison.recommendation
    blocks.append(.paragraph(choice.option ?? "none"))
    blocks.append(.bullets(choice.rationale))
    blocks += claims(comparison)
    let notes = comparison.options.flatMap { outcome in
      [outcome.option.note].compactMap { $0 }.map { "\(outcome.option.name): \($0)" }
        + (outcome.estimate.map { $0.assumptions.map { "assumed: \($0)" } + $0.warnings } ?? [])
        .map { "\(outcome.option.name): \($0)" }
    }
    if !notes.isEmpty {
      blocks.append(.heading("Read with this"))
      blocks.append(.bullets(notes))
    }
    return Document(blocks)
  }

  private static func sideBySide(_ comparison: Comparison) -> Table {
    var table = Table(
      columns: [.init("")] + comparison.options.map { .init($0.option.name, .trailing) })
    func row(_ label: String, _ value: (Estimate) -> String) {
      table.addRow(
        [label] + comparison.options.map { $0.estimate.map(value) ?? NumberFormat.missing })
    }
    func running(_ label: String, _ value: @escaping (Forecast) -> String) {
      row(label) { $0.forecast.runs ? value($0.forecast) : NumberFormat.missing }
    }
    row("model") { $0.deployment.model.id.split(separator: "/").last.map(String.init) ?? "" }
    row("weights") { $0.deployment.weightFormat.name }
    row("hardware") {
      let devices = $0.devices
      return (devices > 1 ? "\(devices)× " : "") + $0.deployment.accelerator.name
    }
    row("engine") { $0.deployment.engine.name }
    row("memory needed") { NumberFormat.bytes($0.forecast.memory.total) }
    func range(_ words: @escaping (EstimateConfidence) -> String) {
      row("– 80 of 100") {
        let text = words($0.confidence)
        return text.isEmpty ? NumberFormat.missing : text
      }
    }
    range { RangeText.bytes($0.memory) }
    row("memory usable") { NumberFormat.bytes($0.forecast.memory.usable) }
    row("fits") { $0.compatibility.fits ? "yes" : "NO" }
    running("TTFT") { NumberFormat.seconds($0.timeToFirstToken) }
    range { RangeText.seconds($0.timeToFirstToken) }
    running("TPOT") { NumberFormat.seconds($0.timePerOutputToken) }
    range { RangeText.seconds($0.timePerOutputToken) }
    running("end to end") { NumberFormat.seconds($0.endToEnd) }
    range { RangeText.seconds($0.endToEnd) }
    row("output tokens/s") {
      $0.forecast.runs
        ? NumberFormat.significant(
          $0.forecast.outputTokensPerSecond * Double($0.request.replicas), digits: 3)
        : NumberFormat.missing
    }
    row("– 80 of 100") { estimate in
      let replicas = Double(estimate.request.replicas)
      return estimate.confidence.outputRate.map {
        RangeText.number($0.lowerBound * replicas...$0.upperBound * replicas)
      } ?? NumberFormat.missing
    }
    row("a request") {
      ($0.cost?.atOfferedLoad ?? $0.cost?.atFullLoad).map { NumberFormat.money($0.perRequest) }
        ?? NumberFormat.missing
    }
    range {
      RangeText.money($0.costPerRequest ?? $0.costPerRequestAtFullLoad)
    }
    row("how known") { $0.confidence.tier.rawValue }
    row("a month") { $0.cost?.perMonth.map(NumberFormat.money) ?? NumberFormat.missing }
    row("price of") { $0.cost?.priceDate ?? NumberFormat.missing }
    row("score") { NumberFormat.count($0.compatibility.score) }
    return table
  }

  private static func requirements(_ comparison: Comparison) -> Table {
    var table = Table(columns: [
      .init("Requirement"), .init("Wanted"), .init("Got", .trailing), .init("Met"),
    ])
    for outcome in comparison.options {
      table.addSection(outcome.option.name)
      if outcome.estimate == nil {
        table.addRow("estimate", "", "none", "NO")
      }
      for check in outcome.checks {
        table.addRow(check.requirement, check.wanted, check.got, check.isMet ? "yes" : "NO")
      }
    }
    return table
  }

  private static func claims(_ comparison: Comparison) -> [Document.Block] {
    let stated = comparison.options.filter { !$0.claims.isEmpty }
    guard !stated.isEmpty else { return [] }
    var table = Table(columns: [
      .init("Figure"), .init("Document", .trailing), .init("Ours", .trailing), .init("Verdict"),
    ])
    var refuted: [String] = []
    for outcome in stated {
      table.addSection(outcome.option.name)
      for claim in outcome.claims {
        let isRefuted = claim.verdict == .impossible || claim.verdict == .inconsistent
        table.addRow(
          claim.figure, claim.documented, claim.ours,
          isRefuted ? claim.verdict.rawValue.uppercased() : claim.verdict.rawValue)
        if isRefuted {
          refuted.append("\(outcome.option.name), \(claim.figure): \(claim.reason)")
        }
      }
    }
    var blocks: [Document.Block] = [.heading("The document's figures beside ours"), .table(table)]
    if !refuted.isEmpty {
      blocks.append(.heading("What cannot be"))
      blocks.append(.bullets(refuted))
    }
    return blocks
  }
}
