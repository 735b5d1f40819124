import InferencePlanner
import Quantities
import ServingSimulator
import StructuredText

/// Promises as they are written: `ttft.p95=1s,tpot.p95=50ms`.
public enum Objectives {
  /// - Throws: ``StructuredTextError`` for what is none, and for delays that a client cannot see.
  public static func read(_ text: String) throws(StructuredTextError) -> [ServiceObjective] {
    var reader = try FieldReader(.object(["slo": .string(text)]))
    let objectives = try ObjectiveText.read(&reader, "slo")
    guard !objectives.contains(where: { $0.metric == .queueWait }) else {
      throw reader.unacceptable(
        "slo", .string(text), "ttft, tpot or e2e: a client does not see waits in the server")
    }
    return objectives
  }

  public static func text(_ objectives: [ServiceObjective]) -> String {
    objectives.map { "\(ObjectiveText.name($0))=\($0.limit.value * 1e3)ms" }.joined(separator: ",")
  }
}
