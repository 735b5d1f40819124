import Advice
import Catalog
import Presentation

/// Asks what is not said, one question at a time.
struct Interview {
  let console: Console
  let adviser: Adviser

  /// The question with all that it takes to answer it; `nil` when the person has gone.
  /// - Throws: what cannot be helped by another answer.
  func complete(_ question: AdviceQuestion) throws(CommandFailure) -> AdviceQuestion? {
    var question = question
    question.assumes = false
    while true {
      do throws(AdviceError) {
        _ = try adviser.advise(question)
        return question
      } catch {
        guard case .open(let open) = error else { throw .advice(error) }
        guard let answer = ask(open) else { return nil }
        question.facts[open.fact] = answer
      }
    }
  }

  /// The answer to a question: its number, its word or another word for it.
  private func ask(_ open: OpenQuestion) -> String? {
    console.write("\n" + console.style.bold(open.prompt) + "\n")
    for (index, answer) in open.answers.enumerated() {
      let option = console.style.dim("--\(open.fact) \(answer.answer)")
      console.write("  \(index + 1). \(answer.label)  \(option)\n")
    }
    while true {
      console.write("> ")
      guard let line = console.readLine() else {
        console.write("\n")
        return nil
      }
      if let number = Int(line), open.answers.indices.contains(number - 1) {
        return open.answers[number - 1].answer
      }
      do throws(AdviceError) {
        return try open.answer(line).answer
      } catch {
        console.complain(error.description)
      }
    }
  }
}
