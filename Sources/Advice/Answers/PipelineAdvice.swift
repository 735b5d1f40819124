import Catalog
import StructuredText

extension Adviser {
  /// The way from the framework a model was trained in to a device: which runtimes the device has
  /// for this kind of model, and how the framework gets there.
  func pipeline(_ question: AdviceQuestion) throws(AdviceError) -> Advice {
    var facts = question.facts
    let framework = facts.removeValue(forKey: "from")
    let path = try graph.walk(
      facts.filter { ["hardware", "model-kind", "processor"].contains($0.key) }, from: "hardware")
    guard var advice = advice(path) else {
      throw .missing(name: "model-kind", accepted: "cnn, transformer or llm")
    }
    advice.remarks += question.remarks
    let pipeline = try AdviceError.fromCatalog { () throws(CatalogError) in
      try graph.flow("training-pipeline")
    }
    guard let first = pipeline.questions.first else { return advice }
    let from = try first.answer(framework ?? "")
    advice.steps.append(.init(flow: pipeline, question: first, answer: from))
    let routes = pipeline.questions.first { $0.key == from.next }?.answers ?? []
    var found: [FlowAnswerRow] = []
    for recommendation in advice.recommendations {
      found += routes.filter { $0.tools.first == recommendation.tool.id }
    }
    // The runtime that the framework reaches goes before one that it does not.
    let reached = Set(found.compactMap(\.tools.first))
    advice.recommendations.sort { one, other in
      let isOne = reached.contains(one.tool.id)
      return isOne == reached.contains(other.tool.id) ? one.rank < other.rank : isOne
    }
    for index in advice.recommendations.indices { advice.recommendations[index].rank = index + 1 }
    advice.findings.append(Self.routes(found, from: from.label))
    if let best = found.first {
      advice.commands = best.steps
      if let documented = best.documented {
        advice.documented = documented
        advice.document = pipeline.row.document
      }
      advice.changed = best.changed ?? advice.changed
      advice.former += shelf.tools(
        best.was.filter { id in !advice.former.contains { $0.id == id } })
      advice.claims += claims.filter { best.claims.contains($0.id) && !advice.claims.contains($0) }
    } else {
      advice.remarks.append(
        "no direct way from \(from.label) to any of these: export to ONNX first, "
          + "or train in another framework")
    }
    return advice
  }

  private static func routes(_ routes: [FlowAnswerRow], from framework: String) -> Finding {
    Finding(
      key: "routes", title: "Ways from \(framework)",
      columns: [
        .init("runtime", "Runtime", priority: 2), .init("steps", "Steps"), .init("why", "Notes"),
      ],
      rows: routes.map { route in
        [
          .init(route.label),
          .init(
            route.steps.joined(separator: "\n"), .array(route.steps.map { .string($0) })),
          .init(route.why ?? ""),
        ]
      })
  }
}
