import Advice
import Catalog
import Testing

/// The built-in flows and tools, read once.
let graph: FlowGraph = {
  do throws(CatalogError) {
    return try FlowGraph(CatalogFiles())
  } catch {
    preconditionFailure(error.description)
  }
}()

let tools: [Tool] = {
  do throws(CatalogError) {
    return try Tool.load(CatalogFiles())
  } catch {
    preconditionFailure(error.description)
  }
}()

@Suite struct FlowTests {
  private var answers: [FlowAnswerRow] { graph.flows.flatMap(\.questions).flatMap(\.answers) }

  @Test func everyLeafIsReachable() {
    let reached = Set(graph.flows.flatMap { graph.ways(from: $0.id) }.compactMap(\.leaf?.id))
    for leaf in answers where leaf.next == nil {
      #expect(reached.contains(leaf.id), "no way leads to \(leaf.id)")
    }
  }

  @Test func everyFlowIsReachedFromTheStartOrOpensOnItsOwn() {
    // Tables and pitfalls are looked up; everything else hangs on the first question.
    let alone: Set = ["priority", "model-kind", "pitfalls"]
    let reached = Set(graph.ways(from: FlowGraph.start).flatMap { $0.steps.map(\.flow.id) })
    for flow in graph.flows { #expect(reached.contains(flow.id) || alone.contains(flow.id)) }
  }

  @Test func everyAnswerLeadsSomewhere() {
    for answer in answers {
      #expect((answer.next == nil) != answer.tools.isEmpty, "\(answer.id)")
    }
    for flow in graph.flows {
      #expect(!flow.questions.isEmpty, "\(flow.id)")
      for question in flow.questions {
        #expect(question.answers.count > 1 || flow.id == "training-pipeline", "\(question.row.id)")
      }
    }
  }

  @Test func usualAnswersAreAnswers() {
    for question in graph.flows.flatMap(\.questions) {
      guard let usual = question.row.usual else { continue }
      #expect(question.answers.contains { $0.answer == usual }, "\(question.row.id)")
    }
  }

  @Test func noRowIsLost() throws {
    #expect(try FlowAnswerRow.load(CatalogFiles()).count == answers.count)
    #expect(
      try FlowQuestionRow.load(CatalogFiles()).count == graph.flows.flatMap(\.questions).count)
  }

  @Test func recommendedToolsExistAndLive() {
    for answer in answers {
      for id in answer.tools {
        let tool = tools.first { $0.id == id }
        #expect(tool != nil, "\(answer.id) recommends \(id), which has no row")
        #expect(tool?.state.isDead != true, "\(answer.id) recommends \(id), which is dead")
      }
      for id in answer.was {
        #expect(tools.contains { $0.id == id && $0.state.isDead }, "\(answer.id): \(id) lives")
        #expect(!answer.tools.contains(id))
      }
    }
  }

  @Test func claimsExist() throws {
    let claims = Set(try SeedClaim.load(CatalogFiles()).map(\.id))
    for answer in answers { #expect(claims.isSuperset(of: answer.claims), "\(answer.id)") }
  }

  @Test func noTwoFlowsContradictEachOther() {
    for contradiction in graph.contradictions() { Issue.record("\(contradiction)") }
  }

  @Test func anAnswerIsOneWord() {
    for question in graph.flows.flatMap(\.questions) {
      var seen: Set<String> = []
      for answer in question.answers {
        #expect(!answer.answer.contains(" "))
        for name in [answer.answer] + answer.aliases {
          #expect(seen.insert(name.lowercased()).inserted, "\(question.row.id): \(name) twice")
        }
      }
    }
  }

  @Test func conflictsNameAnswersThatExist() {
    let facts = Set(
      graph.flows.flatMap(\.questions).flatMap { question in
        question.answers.map { Fact(question.fact, $0.answer) }
      } + answers.flatMap { $0.implies.map { Fact($0.key, $0.value) } })
    for conflict in graph.conflicts {
      #expect(facts.contains(Fact(conflict.fact, conflict.value)), "\(conflict.id)")
      #expect(facts.contains(Fact(conflict.otherFact, conflict.otherValue)), "\(conflict.id)")
    }
  }
}
