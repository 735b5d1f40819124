import Presentation
import Quantities

/// The values of a command line, found by the names of options and arguments.
///
/// Accessors return `nil` for what is not given and has no default. They trap on a name that the
/// command does not declare: that is a slip in the program, not of its user.
public struct ParsedArguments: Hashable, Sendable {
  /// The command that was called.
  public let path: CommandPath
  private let values: [String: [String]]

  init(path: CommandPath, values: [String: [String]]) {
    self.path = path
    self.values = values
  }

  /// Whether the user gave this option or argument.
  public func isGiven(_ name: String) -> Bool {
    _ = label(name)
    return values[name] != nil
  }

  /// Whether this flag is given.
  public func flag(_ name: String) -> Bool { isGiven(name) }

  /// All values, or the default as the only one.
  public func strings(_ name: String) -> [String] {
    _ = label(name)
    if let given = values[name] { return given }
    let option = path.options.first { $0.name == name }
    return option?.defaultValue.map { [$0] } ?? []
  }

  /// The value.
  public func string(_ name: String) -> String? { strings(name).first }

  /// The value as a whole number.
  /// - Throws: ``UsageError`` for anything else, and for a number outside `range`.
  public func integer(
    _ name: String, in range: ClosedRange<Int>
  ) throws(UsageError) -> Int? {
    try value(name, accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
      Int($0).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// The value as a number.
  /// - Throws: ``UsageError`` for anything else, and for a number outside `range`.
  public func number(
    _ name: String, in range: ClosedRange<Double>
  ) throws(UsageError) -> Double? {
    let accepted =
      "a number from \(Self.words(range.lowerBound)) to \(Self.words(range.upperBound))"
    return try value(name, accepted: accepted) {
      Amount.number($0).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// The value as a case of an enumeration.
  /// - Throws: ``UsageError`` for anything else.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Choice.Type = Choice.self
  ) throws(UsageError) -> Choice? where Choice.RawValue == String {
    guard let text = string(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let accepted = Choice.allCases.map(\.rawValue)
      throw UsageError(
        commandName: path.name, problem: .unacceptable(label(name), value: text, oneOf: accepted))
    }
    return choice
  }

  /// The value as a span of time: `2s`, `500ms`, `1m30s`.
  /// - Throws: ``UsageError`` for anything else, and for a span outside `range`.
  public func duration(
    _ name: String, in range: ClosedRange<Seconds> = .zero...Seconds(.greatestFiniteMagnitude)
  ) throws(UsageError) -> Seconds? {
    let accepted = "a duration such as 2s, 500ms or 1m30s"
    return try amount(name, accepted, range, Amount.duration, NumberFormat.seconds)
  }

  /// The value as an amount of memory: `24GB`, `24GiB`.
  /// - Throws: ``UsageError`` for anything else, and for an amount outside `range`.
  public func memory(
    _ name: String, in range: ClosedRange<Bytes> = .zero...Bytes(.greatestFiniteMagnitude)
  ) throws(UsageError) -> Bytes? {
    let accepted = "a memory size such as 24GB or 24GiB"
    return try amount(name, accepted, range, Amount.memory, NumberFormat.bytes)
  }

  private func amount<Unit: Quantity>(
    _ name: String, _ accepted: String, _ range: ClosedRange<Unit>, _ read: (String) -> Unit?,
    _ words: (Unit) -> String
  ) throws(UsageError) -> Unit? {
    var accepted = accepted
    if range.upperBound.value < .greatestFiniteMagnitude {
      accepted += ", from \(words(range.lowerBound)) to \(words(range.upperBound))"
    }
    return try value(name, accepted: accepted) {
      read($0).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// The value as `read` understands it.
  /// - Parameter accepted: what `read` takes, in words that follow "expected".
  /// - Throws: ``UsageError`` when `read` returns `nil`.
  public func value<T>(
    _ name: String, accepted: String, _ read: (String) -> T?
  ) throws(UsageError) -> T? {
    try values(name, accepted: accepted, read).first
  }

  /// All values as `read` understands them.
  /// - Parameter accepted: what `read` takes, in words that follow "expected".
  /// - Throws: ``UsageError`` when `read` returns `nil` for one of them.
  public func values<T>(
    _ name: String, accepted: String, _ read: (String) -> T?
  ) throws(UsageError) -> [T] {
    var results: [T] = []
    for text in strings(name) {
      guard let result = read(text) else { throw unacceptable(name, text, accepted) }
      results.append(result)
    }
    return results
  }

  /// The value of what this call cannot do without, though others can.
  /// - Throws: ``UsageError`` when it is `nil`.
  public func require<T>(_ name: String, _ value: T?) throws(UsageError) -> T {
    guard let value else {
      throw UsageError(commandName: path.name, problem: .missing(label(name)))
    }
    return value
  }

  /// An error that says what was given for `name` and what would be accepted.
  public func unacceptable(
    _ name: String, _ value: String, _ accepted: String, suggestions: [String] = []
  ) -> UsageError {
    UsageError(
      commandName: path.name,
      problem: .unacceptable(
        label(name), value: value, accepted: accepted, suggestions: suggestions))
  }

  /// The name as errors write it.
  private func label(_ name: String) -> String {
    if let option = path.options.first(where: { $0.name == name }) { return option.label }
    let argument = path.command.arguments.first { $0.name == name }
    precondition(argument != nil, "\(path.name) declares no option or argument '\(name)'")
    return argument?.label ?? name
  }

  private static func words(_ bound: Double) -> String {
    bound == bound.rounded() && abs(bound) < 1e15 ? String(Int(bound)) : String(bound)
  }
}
