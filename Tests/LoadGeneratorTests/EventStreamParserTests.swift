import Testing

@testable import LoadGenerator

@Suite("Event streams")
struct EventStreamParserTests {
  private func events(_ pieces: [[UInt8]]) -> (events: [String], isWithin: Bool) {
    var parser = EventStreamParser()
    var found: [String] = []
    var isWithin = true
    for piece in pieces where isWithin {
      piece.withUnsafeBytes { bytes in
        isWithin = parser.take(bytes) { found.append(String(decoding: $0, as: UTF8.self)) }
      }
    }
    return (found, isWithin)
  }

  private static let stream =
    "\u{FEFF}: comment\r\ndata: one\r\n\r\nevent: x\ndata:two\ndata: three\n\nid: 1\rdata\r\r"
    + "database: no\n\ndata: cut off"

  @Test("Events are the same however the stream is cut into pieces", arguments: [1, 2, 3, 7, 1000])
  func pieces(size: Int) {
    let bytes = Array(Self.stream.utf8)
    let cut = stride(from: 0, to: bytes.count, by: size).map {
      Array(bytes[$0..<min($0 + size, bytes.count)])
    }
    #expect(events(cut).events == ["one", "two\nthree", ""])
  }

  @Test("A line or an event without end is given up")
  func limits() {
    let line = Array(repeating: UInt8(ascii: "x"), count: EventStreamParser.sizeLimit + 1)
    #expect(!events([line]).isWithin)
    let half = Array("data: ".utf8) + line.prefix(EventStreamParser.sizeLimit / 2) + [10]
    #expect(!events([half, half, half]).isWithin)
  }
}

@Suite("Chunks of completions")
struct CompletionChunkTests {
  private func chunk(_ text: String) -> CompletionChunk? { CompletionChunk(Array(text.utf8)) }

  @Test("Text counts wherever servers put it, and only there")
  func text() {
    #expect(chunk(#"{"choices":[{"delta":{"content":"a"}}]}"#)?.hasText == true)
    #expect(chunk(#"{"choices":[{"text":"a"}]}"#)?.hasText == true)
    #expect(chunk(#"{"choices":[{"delta":{"reasoning_content":"a"}}]}"#)?.hasText == true)
    #expect(chunk(#"{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}"#)?.hasText == true)
    #expect(chunk(#"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#)?.hasText == false)
    #expect(chunk(#"{"choices":[{"delta":{"content":null}}],"text":"a"}"#)?.hasText == false)
  }

  @Test("Usage, ends and errors are found")
  func rest() {
    let usage = chunk(#"{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":9.0}}"#)
    #expect(usage?.promptTokens == 7 && usage?.outputTokens == 9)
    #expect(chunk(#"{"usage":{"completion_tokens":-1}}"#)?.outputTokens == nil)
    #expect(chunk(#"{"choices":[{"finish_reason":"stop"}]}"#)?.isFinished == true)
    #expect(chunk(#"{"choices":[{"finish_reason":null}]}"#)?.isFinished == false)
    #expect(chunk(#"{"error":{"message":"x"}}"#)?.isError == true)
    #expect(chunk(#"{"error":null}"#)?.isError == false)
  }

  @Test(
    "What is no object is none",
    arguments: [
      "", "[]", "{", "{oops", #"{"a":}"#, #"{"a":1} x"#, #"{"a":"b}"#, "nan", #"{"a":"\"#,
      String(repeating: #"{"a":"#, count: 100_000),
    ])
  func malformed(text: String) { #expect(chunk(text) == nil) }
}
