import Testing

@testable import PerformanceModel

@Suite("A closed loop, counted in steps") struct ClosedLoopTests {
  let rest = 0.5

  func loop(_ requests: Double, prompt: Double, answer: Double, room: Double = 8_192) -> ClosedLoop
  {
    ClosedLoop(
      requests: requests, chunks: (prompt / room).rounded(.up), tokens: prompt + answer - 1,
      decodes: answer - 1, room: room, rest: rest)
  }

  @Test("Alone, a request waits for the rest of a step and for nobody")
  func alone() {
    let alone = loop(1, prompt: 1_000, answer: 100)
    #expect(abs(alone.waiting - rest) < 1e-9)
    #expect(alone.others == 0)
  }

  @Test("Prompts that share a step hardly wait for each other")
  func shortPromptsShareSteps() {
    #expect(loop(64, prompt: 64, answer: 16).waiting < rest + 0.05)
    #expect(loop(64, prompt: 8_000, answer: 128).waiting > rest + 0.4)
  }

  @Test("Steps never take more tokens than they have room for")
  func roomIsNotExceeded() {
    for requests in [1.0, 2, 7, 64, 900, 100_000] {
      for (prompt, answer) in [(1.0, 1.0), (8_192, 1), (60_000, 20), (200, 4_000), (3_000, 3_000)] {
        let found = loop(requests, prompt: prompt, answer: answer)
        #expect(found.others * (prompt + answer - 1) <= 8_192)
        #expect(found.taken <= 1 && found.taken > 0)
      }
    }
    let full = loop(100_000, prompt: 8_192, answer: 2)
    #expect(full.taken == 1)
  }

  @Test("More requests wait longer and meet more others")
  func growsWithRequests() {
    var last = loop(1, prompt: 2_000, answer: 50)
    for requests in [2.0, 3, 10, 100, 200, 201, 1_000] {
      let found = loop(requests, prompt: 2_000, answer: 50)
      #expect(found.waiting >= last.waiting && found.others >= last.others)
      last = found
    }
  }
}
