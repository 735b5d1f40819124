import MeasurementStore
import Presentation

/// How loads are named.
enum LevelWords {
  static func number(_ number: Double) -> String {
    number == number.rounded() && number < 1e6
      ? NumberFormat.count(number) : NumberFormat.significant(number, digits: 3)
  }

  /// `concurrency 4`, `1.5 requests/s`, `trace at 2× its speed`.
  static func words(_ kind: String, _ amount: Double) -> String {
    switch kind {
    case "rate": "\(number(amount)) requests/s"
    case "trace": amount == 1 ? "trace" : "trace at \(number(amount))× its speed"
    default: "\(kind) \(number(amount))"
    }
  }

  static func words(_ level: StoredLevel) -> String { words(level.kind, level.amount) }
}

extension LoadLevel {
  /// The load as a report names it.
  public var words: String { LevelWords.words(kind, amount) }
}

extension StoredLevel {
  /// Clients of a closed loop; 0 for loads that do not wait for answers.
  var clients: Int { kind == "concurrency" ? Int(amount) : 0 }
}
