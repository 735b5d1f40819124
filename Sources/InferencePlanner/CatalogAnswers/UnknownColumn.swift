import Quantities

extension PlannerError {
  /// An error about a column that a catalog does not have, with those that it has.
  static func unknownColumn(
    _ name: String, of noun: String, accepted: [String]
  ) -> PlannerError {
    let nearest = NearestNames.suggestions(for: name, among: accepted)
    return .fields(
      "unknown column '\(PrintableText.escaped(name))' of \(noun)"
        + (nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: ", "))?")
        + (nearest.isEmpty ? "; accepted: " : " Accepted: ") + accepted.joined(separator: ", "))
  }
}
