import Presentation
import Quantities
import ServingSimulator

/// The requests of a run, one a line, in the order in which they ended.
public enum RequestsCSV {
  public static let header = Array(
    ("id,outcome,replica,input_tokens,output_tokens,generated_tokens,cached_tokens,preemptions,"
      + "arrival_s,scheduled_s,first_token_s,end_s,ttft_ms,tpot_ms,e2e_ms,tier\n").utf8)

  public static func line(_ request: RequestRecord) -> [UInt8] {
    let isDone = request.outcome == .completed
    let first = request.firstToken.map { ($0 - request.arrival).milliseconds }
    let perToken = request.firstToken.flatMap { first in
      isDone && request.outputTokens > 1
        ? (request.end - first).milliseconds / Double(request.outputTokens - 1) : nil
    }
    let whole = isDone ? (request.end - request.arrival).milliseconds : nil
    let fields: [String] =
      [
        String(request.id), request.outcome.rawValue, String(request.replica),
        String(request.inputTokens), String(request.outputTokens),
        String(request.generatedTokens), String(request.cachedTokens), String(request.preemptions),
      ]
      + [
        request.arrival.value, request.scheduled?.value, request.firstToken?.value,
        request.end.value, first, perToken, whole,
      ].map(Self.text) + [request.tier < 0 ? "cache" : String(request.tier)]
    return Array((fields.joined(separator: ",") + "\n").utf8)
  }

  /// To a microsecond, or a billionth of a second.
  private static func text(_ value: Double?) -> String {
    guard let value else { return "" }
    return "\((value * 1e6).rounded() / 1e6)"
  }
}

/// The requests of a run as a trace that can be played again, in the order in which they were sent.
public enum TraceCSV {
  public static let header = Array("arrival_s,input_tokens,output_tokens\n".utf8)

  public static func line(_ request: ArrivedRequest) -> [UInt8] {
    Array("\(request.arrival.value),\(request.inputTokens),\(request.outputTokens)\n".utf8)
  }
}
