import Foundation
import Quantities
import TestSupport
import Testing

@testable import ServingSimulator

@Suite struct TraceTests {
  private static let azure = """
    TIMESTAMP,ContextTokens,GeneratedTokens
    2023-11-16 18:15:46.6805900,374,44
    2023-11-16 18:15:50.9951690,396,109
    2023-11-17 00:00:00.0000000,879,55

    """
  private static let mooncake = """
    {"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1, 2]}
    {"timestamp": 3000, "input_length": 7322, "output_length": 490, "hash_ids": [0, 14]}
    """

  @Test func readsPublishedFormats() throws {
    let azure = try Trace(bytes: Array(Self.azure.utf8), name: "a.csv")
    #expect(azure.entries.map(\.input) == [374, 396, 879])
    #expect(azure.entries.map(\.output) == [44, 109, 55])
    #expect(abs(azure.entries[1].time.value - 4.314579) < 1e-5)
    #expect(abs(azure.entries[2].time.value - 20_653.319410) < 1e-4)
    let mooncake = try Trace(bytes: Array(Self.mooncake.utf8), name: "m.jsonl")
    #expect(mooncake.entries.map(\.time) == [.zero, Seconds(3)])
    #expect(mooncake.hasHashes)
    let burst = try Trace(
      bytes: Array(
        "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n45,ChatGPT,1087,0,1087,Conversation log\n118,GPT-4,417,276,693,Conversation log\n"
          .utf8), name: "b.csv")
    #expect(burst.entries.map(\.output) == [18, 276])
    let lengths = try Trace(
      bytes: Array("num_prefill_tokens,num_decode_tokens,num_total_tokens\n3742,284,4026\n".utf8),
      name: "l.csv")
    #expect(!lengths.hasTimes)
  }

  @Test(arguments: [
    ("arrival_s,input_tokens,output_tokens\n5,10,10\n4,10,10\n", "line 3"),
    ("arrival_s,input_tokens,output_tokens\n5,-10,10\n", "line 2"),
    ("arrival_s,input_tokens,output_tokens\n5,10,\n", "output_tokens"),
    ("arrival_s,input_tokens,output_tokens\n5,10,1e300\n", "output_tokens"),
    ("arrival_s,input_tokens,output_tokens\nnan,10,10\n", "arrival_s"),
    ("arrival_s,input_tokens,output_tokens\n", "no request"),
    ("a,b,c\n1,2,3\n", "columns"), ("", "empty"), ("{\"timestamp\": 0}\n", "columns"),
    ("{\"timestamp\": 0, \"input_length\": 1.5, \"output_length\": 4}\n", "input_length"),
  ])
  func saysWhatIsWrong(text: String, word: String) {
    do throws(TraceError) {
      _ = try Trace(bytes: Array(text.utf8), name: "t.csv")
      Issue.record("accepted \(text)")
    } catch {
      #expect(error.description.contains(word), "\(error)")
    }
  }

  @Test func spreadsTimesThatWereRounded() throws {
    var text = "arrival_s,input_tokens,output_tokens\n"
    for slot in 0..<3 { for _ in 0..<4 { text += "\(slot * 3),10,10\n" } }
    let trace = try Trace(bytes: Array(text.utf8), name: "t.csv")
    #expect(trace.entries.map(\.time.value).prefix(5) == [0, 0.75, 1.5, 2.25, 3])
  }

  /// A trace that stays on disk is played like one in memory, whatever its times and its window.
  @Test(arguments: [1.0, 3.0], [nil, 200.0...5_000.0] as [ClosedRange<Double>?])
  func fromDiskItIsTheSame(tick: Double, window: ClosedRange<Double>?) throws {
    try withTemporaryFolder { folder in
      var generator = SeededGenerator(seed: 8)
      var text = "arrival_s,input_tokens,output_tokens\n"
      var time = 0.0
      // More than one piece of the file.
      for _ in 0..<90_000 {
        time += Double.random(in: 0...0.4, using: &generator)
        let seen = tick > 1 ? (time / tick).rounded(.down) * tick : time
        text += "\(seen),\(Int.random(in: 1...900, using: &generator)),5\n"
      }
      let path = folder + "/t.csv"
      try Data(text.utf8).write(to: URL(filePath: path))
      var whole = try Trace(bytes: Array(text.utf8), name: path)
      let onDisk = try Trace(tableAt: path, window: window)
      if let window {
        // Spreading ends at the window's edge on disk: compare where it does not matter.
        if tick > 1 { return }
        whole = whole.window(
          from: Seconds(window.lowerBound), to: Seconds(window.upperBound))
      }
      #expect(onDisk.count == whole.count && onDisk.entries.isEmpty)
      #expect(abs(onDisk.rate / whole.rate - 1) < 1e-3)
      #expect(abs(onDisk.meanInput / whole.meanInput - 1) < 1e-9)
      func requests(_ trace: Trace) -> [Request] {
        var source = RequestSource(Traffic(.trace(trace)), settings: SimulationSettings())
        var made: [Request] = []
        while let request = source.next() { made.append(request) }
        return made
      }
      let a = requests(onDisk), b = requests(whole)
      #expect(a.count == b.count && a.count == whole.count)
      #expect(a.map(\.input) == b.map(\.input))
      #expect(zip(a, b).allSatisfy { abs($0.arrival - $1.arrival) <= 1_000_000 })
    }
  }

  @Test func onDiskAsWellItSaysWhatIsWrong() throws {
    try withTemporaryFolder { folder in
      for (rows, word) in [
        ("1,1,1\n0.5,1,1\n", "line 3"), ("1,-1,1\n", "line 2"), ("", "no request"),
      ] {
        let path = folder + "/t.csv"
        try Data(("arrival_s,input_tokens,output_tokens\n" + rows).utf8)
          .write(to: URL(filePath: path))
        do throws(TraceError) {
          _ = try Trace(tableAt: path)
          Issue.record("accepted \(rows)")
        } catch {
          #expect(error.description.contains(word), "\(error)")
        }
      }
    }
  }

  @Test func damagedTracesNeverTrap() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<6_000 {
      let base = Bool.random(using: &generator) ? Self.azure : Self.mooncake
      let bytes = mutated(
        Array(base.utf8),
        dictionary: ["-1", "1e309", "NaN", ",", "\n", "\"", "{", "[", "99999999999999999999"],
        using: &generator)
      guard let trace = try? Trace(bytes: bytes, name: "t") else { continue }
      #expect(trace.entries.allSatisfy { $0.input >= 1 && $0.output >= 1 && $0.time >= .zero })
    }
  }

  @Test func sharedPrefixesAreFoundAgain() throws {
    // Ten conversations of five turns; each turn repeats the blocks of the one before.
    var text = ""
    for turn in 0..<5 {
      for conversation in 0..<10 {
        let ids = (0...turn).map { String(conversation * 100 + $0) }.joined(separator: ", ")
        text +=
          "{\"timestamp\": \(turn * 60_000 + conversation * 1_000), \"input_length\": "
          + "\((turn + 1) * 512), \"output_length\": 20, \"hash_ids\": [\(ids)]}\n"
      }
    }
    let trace = try Trace(bytes: Array(text.utf8), name: "t.jsonl")
    let subject = try deployment("llama-3.1-8b", "H100-SXM-80GB")
    let cached = simulation(subject, Traffic(.trace(trace)), SimulationSettings()).run()
    // Of 1+2+3+4+5 blocks of a conversation, 0+1+2+3+4 were there.
    #expect(abs(cached.cacheHitRate - 10.0 / 15) < 0.01)
    var settings = SimulationSettings()
    settings.cachesPrefixes = false
    let plain = simulation(subject, Traffic(.trace(trace)), settings).run()
    #expect(plain.cacheHitRate == 0)
    #expect(cached.timeToFirstToken.mean < plain.timeToFirstToken.mean)
  }
}
