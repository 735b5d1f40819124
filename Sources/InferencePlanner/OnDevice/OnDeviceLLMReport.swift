import Catalog
import Confidence
import Presentation
import Quantities

extension OnDeviceLLMs {
  /// The rows in words.
  /// - Parameter count: most rows to show without a measurement.
  public func document(count: Int = 12) -> Document {
    var blocks: [Document.Block] = [
      .heading("Language models on \(device.name)", level: 1),
      .paragraph(
        "Generated tokens a second of one user; forecasts for a prompt of 128 tokens and an answer "
          + "of 128, with the range in which 80 of 100 measurements would lie."),
    ]
    let measured = rows.filter { !$0.measured.isEmpty }
    let others = rows.filter(\.measured.isEmpty)
    if rows.isEmpty {
      blocks.append(
        .paragraph("No model that was measured on a phone or board fits this size and device."))
    }
    if !measured.isEmpty {
      blocks.append(.table(Self.table("Measured on this device", measured)))
      var sources: [String] = []
      for row in measured.flatMap(\.measured) {
        let words = row.provenance.source + (row.provenance.asOf.map { ", " + $0 } ?? "")
        if !sources.contains(words) { sources.append(words) }
      }
      blocks.append(.heading("Sources"))
      blocks.append(.bullets(sources))
    }
    if !others.isEmpty {
      blocks.append(
        .table(
          Self.table(
            "Measured on other phones and boards, forecast here", Array(others.prefix(count)))))
    }
    return Document(blocks)
  }

  private static func table(_ title: String, _ rows: [Row]) -> Table {
    var table = Table(
      title: title,
      columns: [
        .init("Model"), .init("Format, engine"), .init("Weights", .trailing),
        .init("Measured", .trailing), .init("Forecast", .trailing),
        .init("80 % range", .trailing),
      ])
    for row in rows {
      let rates = row.measured.map(\.measured).sorted()
      let words: String
      if let low = rates.first, let high = rates.last {
        words = low == high ? digits(low) : "\(digits(low))–\(digits(high))"
      } else {
        words = NumberFormat.missing
      }
      table.addRow(
        row.model, "\(row.format), \(row.engine)", NumberFormat.bytes(row.weights), words,
        row.forecast.map(digits) ?? "does not run",
        row.range.map { "\(digits($0.lowerBound))–\(digits($0.upperBound))" } ?? "")
    }
    return table
  }

  private static func digits(_ value: Double) -> String {
    NumberFormat.significant(value, digits: 3)
  }
}

/// The rows in JSON: tokens a second.
public struct OnDeviceLLMAnswer: Encodable, Sendable {
  public var device: String
  public var rows: [Row]

  /// One model.
  public struct Row: Encodable, Sendable {
    public var model: String
    public var format: String
    public var engine: String
    public var parametersB: Double
    public var weightsBytes: Double
    public var measured: [Point]
    public var forecastTokS: Double?
    public var lowTokS: Double?
    public var highTokS: Double?
  }

  /// A published rate.
  public struct Point: Encodable, Sendable {
    public var id: String
    public var tokS: Double
    public var source: String
    public var asOf: String?
  }

  public init(_ found: OnDeviceLLMs) {
    device = found.device.id
    rows = found.rows.map { row in
      Row(
        model: row.model, format: row.format, engine: row.engine,
        parametersB: row.parametersBillion, weightsBytes: row.weights.value,
        measured: row.measured.map {
          Point(
            id: $0.id, tokS: $0.measured, source: $0.provenance.source, asOf: $0.provenance.asOf)
        },
        forecastTokS: row.forecast, lowTokS: row.range?.lowerBound, highTokS: row.range?.upperBound)
    }
  }
}
