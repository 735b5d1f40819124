import StructuredText
import Testing

@testable import LaunchFiles

/// Plans read back from JSON.
@Suite struct PlanFileTests {
  private func words(_ document: Value, rank: Int = 1) -> String {
    do {
      _ = try PlanFile.answer(document, name: "plan.json", rank: rank)
      return ""
    } catch { return error.description }
  }

  /// The document with another value at a path.
  private func changed(_ path: [String], _ value: Value?, in tree: Value) -> Value {
    guard let first = path.first else { return value ?? .null }
    switch tree {
    case .object(var fields):
      if path.count == 1 {
        fields[first] = value
      } else {
        fields[first] = fields[first].map { changed(Array(path.dropFirst()), value, in: $0) }
      }
      return .object(fields)
    case .array(var items):
      if let index = Int(first), items.indices.contains(index) {
        items[index] = changed(Array(path.dropFirst()), value, in: items[index])
      }
      return .array(items)
    default: return tree
    }
  }

  @Test("Every sample is read", arguments: Samples.ranks)
  func samples(rank: Int) throws {
    let answer = try Samples.answer(rank, tiers: true)
    #expect(answer.tiers.map(\.name) == ["simple", "medium", "complex"])
    #expect(answer.plan.forecast.peakRate == 4)
    #expect(answer.tiers.first?.plan.forecast.peakRate == 2.4)
  }

  @Test(
    "What a launch needs is asked for by its path",
    arguments: [
      ["plans", "0", "model"], ["plans", "0", "engine"], ["plans", "0", "payment"],
      ["plans", "0", "tensor_parallel"], ["plans", "0", "settings"], ["question"],
      ["plans", "0", "settings", "max_model_len"], ["question", "peak_requests_per_second"],
    ])
  func missing(path: [String]) {
    let message = words(changed(path, nil, in: Samples.document))
    #expect(message.contains(path.last ?? "") && message.contains("missing"), "\(message)")
  }

  @Test(
    "What is out of range is said with what is accepted",
    arguments: [
      (["plans", "0", "tensor_parallel"], Value.number(0)),
      (["plans", "0", "tensor_parallel"], .number(1e9)),
      (["plans", "0", "replicas"], .number(1.5)), (["plans", "0", "model"], .number(3)),
      (["plans", "0", "settings", "gpu_memory_utilization"], .number(7)),
      (["plans"], .string("none")), (["tiers", "tiers"], .null),
    ])
  func ranges(path: [String], value: Value) {
    #expect(!words(changed(path, value, in: Samples.document)).isEmpty)
  }

  @Test("Ranks and schemas that there are not")
  func others() {
    #expect(words(Samples.document, rank: 12).contains("--plan from 1 to 11"))
    #expect(words(.object(["schema": .string("x/1")])).contains("inferplan.plan/1"))
    #expect(words(changed(["plans"], .array([]), in: Samples.document)).contains("nothing met"))
    #expect(words(.array([])) != "")
  }
}
