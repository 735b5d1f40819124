import Quantities
import StructuredText

/// Why a trace cannot be played.
public enum TraceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text is no table and no JSON.
  case text(StructuredTextError)
  /// The columns are those of no format that is known.
  case unknownFormat(file: String, columns: [String])
  case row(file: String, line: Int, column: String, found: String, accepted: String)
  case empty(file: String)

  public var description: String {
    switch self {
    case .text(let error): error.description
    case .unknownFormat(let file, let columns):
      PrintableText.escaped(
        "\(file): no trace format has the columns \(columns.prefix(8).joined(separator: ", "));"
          + " known are \(TraceFormat.allCases.map(\.words).joined(separator: "; "))")
    case .row(let file, let line, let column, let found, let accepted):
      PrintableText.escaped(
        "\(file), line \(line): \(column) is '\(found.prefix(40))'; accepted is \(accepted)")
    case .empty(let file): PrintableText.escaped("\(file): the trace holds no request")
    }
  }
}

/// Published formats of traces, by their columns or keys.
enum TraceFormat: CaseIterable {
  case own, azure, burstGPT, lengths, mooncake, measured

  /// Columns of time, input and output; a time in these units.
  var columns: (time: String?, input: String, output: String) {
    switch self {
    case .own: ("arrival_s", "input_tokens", "output_tokens")
    case .azure: ("TIMESTAMP", "ContextTokens", "GeneratedTokens")
    case .burstGPT: ("Timestamp", "Request tokens", "Response tokens")
    case .lengths: (nil, "num_prefill_tokens", "num_decode_tokens")
    case .mooncake: ("timestamp", "input_length", "output_length")
    case .measured: ("arrival_time", "input_toks", "output_toks")
    }
  }

  var name: String {
    switch self {
    case .own: "inferplan"
    case .azure: "Azure LLM inference 2023"
    case .burstGPT: "BurstGPT"
    case .lengths: "lengths only"
    case .mooncake: "Mooncake, JSON lines"
    case .measured: "vLLM requests, JSON lines"
    }
  }

  var words: String {
    name + " ("
      + [columns.time, columns.input, columns.output].compactMap { $0 }.joined(separator: ", ")
      + ")"
  }

  /// Units of time in a second.
  var perSecond: Double { self == .mooncake ? 1000 : 1 }

  init?(_ names: Set<String>) {
    let known = Self.allCases.first { format in
      let columns = format.columns
      return [columns.time, columns.input, columns.output].compactMap { $0 }
        .allSatisfy(names.contains)
    }
    guard let known else { return nil }
    self = known
  }
}
