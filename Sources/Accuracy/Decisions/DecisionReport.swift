import Presentation

/// The JSON form of validated decisions, schema `inferplan.decisions/1`; rates are in percent.
public struct DecisionAnswer: Encodable, Sendable {
  public let schema: String
  public let groups: Int
  public let decisions: Int
  /// Targets that could be kept and for which nothing was chosen.
  public let missed: Int
  /// Of targets on TPOT and TTFT.
  public let violationRate: Double
  public let violationRateTpotOnly: Double
  public let regretMean: Double
  public let regretP90: Double
  public let kendallTau: Double
  public let confidence: Double

  public init(_ validation: DecisionValidation) {
    schema = "inferplan.decisions/1"
    groups = validation.groups
    decisions = validation.decisions.count
    missed = validation.missed
    violationRate = validation.violationRate(withFirstToken: true)
    violationRateTpotOnly = validation.violationRate(withFirstToken: false)
    regretMean = validation.meanRegret
    regretP90 = ErrorSummary.quantile(validation.regrets, 0.9)
    kendallTau = validation.meanTau
    confidence = validation.confidence
  }
}

/// Validated decisions as a document for people.
public enum DecisionReport {
  public static func document(_ validation: DecisionValidation) -> Document {
    var table = Table(columns: [.init("Figure"), .init("", .trailing), .init("How to read it")])
    func percent(_ value: Double) -> String { NumberFormat.significant(value) + " %" }
    table.addRow(
      "violations, TPOT and TTFT", percent(validation.violationRate(withFirstToken: true)),
      "choices that miss their target in the measurement")
    table.addRow(
      "violations, TPOT alone", percent(validation.violationRate(withFirstToken: false)), "")
    table.addRow(
      "regret, mean", percent(validation.meanRegret),
      "throughput a device given away by choices that keep their target")
    table.addRow("regret, p90", percent(ErrorSummary.quantile(validation.regrets, 0.9)), "")
    table.addRow(
      "Kendall's tau", NumberFormat.significant(validation.meanTau),
      "order of throughput a device, forecast against measured, mean of the groups")
    table.addRow(
      "no choice", NumberFormat.count(validation.missed),
      "targets that something keeps and nothing was sure enough to")
    return Document([
      .heading("Decisions held against published measurements", level: 1),
      .paragraph(
        "\(NumberFormat.count(validation.groups)) groups of configurations of one model, device "
          + "and shape; \(NumberFormat.count(validation.decisions.count)) decisions. A choice must "
          + "keep its target with a confidence of "
          + "\(NumberFormat.percent(validation.confidence))."),
      .table(table),
    ])
  }
}
