import HTTPServing
import InferencePlanner
import StructuredText

/// Questions as bodies of requests.
enum Questions {
  /// Fields of the body; files that a question may name elsewhere are refused here: the server opens
  /// nothing that a client names.
  static func fields(_ request: HTTPRequest) throws(Problem) -> [String: Value] {
    try fields(request.body)
  }

  static func fields(_ body: [UInt8]) throws(Problem) -> [String: Value] {
    let value = try Problem.catching { try Value.json(body) }
    guard case .object(let fields) = value else {
      throw Problem(
        .malformed, "the body is \(value.kind)", field: "(document)", value: value.quoted,
        accepted: "a group of fields")
    }
    return fields
  }

  /// An estimate's question.
  static func estimate(_ request: HTTPRequest) throws(Problem) -> EstimateRequest {
    let fields = try fields(request)
    let question = try Problem.catching { try RequestFile.estimateRequest(.object(fields)) }
    try refuseFiles(question.model)
    return question
  }

  /// Refuses a model that is a file.
  static func refuseFiles(_ model: EstimateRequest.ModelSource?, path: String = "") throws(Problem)
  {
    guard case .file(let name)? = model else { return }
    throw refusal("\(path)config", name, "model, with a name of the catalog")
  }

  /// The problem of a field that names a file.
  static func refusal(_ field: String, _ value: String, _ accepted: String) -> Problem {
    Problem(
      .field, "the server opens no file that a question names", field: field, value: value,
      accepted: accepted)
  }

  /// A flag in the query of an address.
  static func flag(_ request: HTTPRequest, _ name: String) throws(Problem) -> Bool {
    switch request.query[name] {
    case nil, "false", "0": return false
    case "true", "1", "": return true
    case let other?:
      throw Problem(
        .field, "\(name) is no flag", field: name, value: other, accepted: "true or false")
    }
  }

  /// A whole number in the query of an address.
  static func number(
    _ request: HTTPRequest, _ name: String, in range: ClosedRange<Int>
  ) throws(Problem) -> Int? {
    guard let text = request.query[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw Problem(
        .field, "\(name) is not within its range", field: name, value: text,
        accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Refuses words in the query that an address does not know.
  static func check(_ request: HTTPRequest, _ known: Set<String>) throws(Problem) {
    for field in request.query.fields where !known.contains(field.name) {
      throw Problem(
        .field, "the address takes no '\(field.name)'", field: field.name, value: field.value,
        accepted: known.isEmpty ? "nothing" : known.sorted().joined(separator: ", "))
    }
  }
}

extension HTTPResponse {
  /// An answer as JSON.
  static func answer(_ answer: some Encodable, status: Int = 200) throws(Problem) -> HTTPResponse {
    do { return .json(try JSONBytes.encode(answer), status: status) } catch {
      throw Problem(.internal, "the answer cannot be written as JSON")
    }
  }
}
