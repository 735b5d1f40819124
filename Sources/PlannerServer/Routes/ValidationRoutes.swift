import Catalog
import Confidence
import HTTPServing

/// `/v1/validate`: published measurements, each beside the forecast for the same configuration.
struct ValidationRoutes {
  let service: PlannerService
  let pool: WorkPool

  var routes: [Route] {
    [Route("GET", "/v1/validate", .slow(pool) { request, _ in try points(request) })]
  }

  private func points(_ request: HTTPRequest) throws -> HTTPResponse {
    try Questions.check(
      request, ["quantity", "engine", "device", "model", "q", "limit", "offset"])
    let limit = try Questions.number(request, "limit", in: 1...10_000) ?? 1000
    let offset = try Questions.number(request, "offset", in: 0...1_000_000) ?? 0
    let query = request.query
    let words = (query["q"] ?? "").lowercased().split(separator: " ")
    if let name = query["quantity"], MeasuredQuantity(rawValue: name) == nil {
      throw Problem(
        .field, "nothing of this name is measured", field: "quantity", value: name,
        accepted: MeasuredQuantity.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return try Problem.catching {
      let all = try service.evidence.get().rows
      let matching = all.filter { row in
        let subject = row.subject
        guard
          query["quantity"].map({ $0 == row.quantity.rawValue }) ?? true,
          query["engine"].map({ $0 == subject.engine }) ?? true,
          query["device"].map({ $0 == subject.device }) ?? true,
          query["model"].map({ $0 == subject.model }) ?? true
        else { return false }
        guard !words.isEmpty else { return true }
        let text =
          "\(subject.model) \(subject.engine) \(subject.device) \(subject.format) "
          + "\(row.provenance.source) \(row.id)"
        let folded = text.lowercased()
        return words.allSatisfy { folded.contains($0) }
      }
      return try .answer(PointsAnswer(matching, total: all.count, limit: limit, offset: offset))
    }
  }
}

/// Measurements beside forecasts, schema `inferplan.points/1`.
struct PointsAnswer: Encodable, Sendable {
  let schema = "inferplan.points/1"
  let total: Int
  let matching: Int
  let offset: Int
  /// Of all that match, not only of the points shown.
  let summary: [Summary]
  let points: [Point]

  enum CodingKeys: String, CodingKey { case schema, total, matching, offset, summary, points }

  struct Summary: Encodable, Sendable {
    let quantity: String
    let points: Int
    /// Median of |forecast / measured - 1|, in per cent.
    let medianErrorPercent: Double
  }

  struct Point: Encodable, Sendable {
    let id: String
    let quantity: String
    let load: String
    let model: String
    let format: String
    let engine: String
    let device: String
    let devices: Int
    let input: Double
    let output: Double
    let concurrency: Double
    let measured: Double
    let forecast: Double
    let source: String
    let url: String?
    let asOf: String?
  }

  init(_ rows: [Evidence.Row], total: Int, limit: Int, offset: Int) {
    self.total = total
    matching = rows.count
    self.offset = offset
    var errors: [String: [Double]] = [:]
    for row in rows {
      errors[row.quantity.rawValue, default: []].append(abs(row.forecast / row.measured - 1) * 100)
    }
    summary = errors.sorted { $0.key < $1.key }.map { quantity, errors in
      let sorted = errors.sorted()
      let middle = sorted.count / 2
      return Summary(
        quantity: quantity, points: sorted.count,
        medianErrorPercent: sorted.count % 2 == 1
          ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2)
    }
    points = rows.dropFirst(offset).prefix(limit).map { row in
      let subject = row.subject
      return Point(
        id: row.id, quantity: row.quantity.rawValue, load: subject.shape.rawValue,
        model: subject.model, format: subject.format, engine: subject.engine,
        device: subject.device, devices: subject.devices, input: subject.input,
        output: subject.output, concurrency: subject.concurrency, measured: row.measured,
        forecast: row.forecast, source: row.provenance.source, url: row.url,
        asOf: row.provenance.asOf)
    }
  }
}
