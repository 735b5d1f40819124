import CommandLineKit
import Quantities
import Testing

@Suite struct AccessorTests {
  private enum Format: String, CaseIterable { case text, json, csv, yaml }
  private enum Device: String, CaseIterable { case h100, a100 }

  private func arguments(_ option: String, _ value: String) throws -> ParsedArguments {
    try #require(try run("forecast", "m", "--hardware=h10", "--\(option)=\(value)"))
  }

  private func problem(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? UsageError)?.description
    }
  }

  @Test func wholeNumbers() throws {
    #expect(try arguments("input", "8").integer("input", in: 1...10) == 8)
    #expect(try arguments("rate", "8").integer("input", in: 1...1000) == 512)
    for text in ["abc", "0", "10000001", "1.5", "", "9999999999999999999999", "１"] {
      #expect(
        problem { _ = try arguments("input", text).integer("input", in: 1...10_000_000) }
          == "--input \(text.isEmpty ? "''" : text): expected a whole number from 1 to 10000000")
    }
  }

  @Test func numbers() throws {
    #expect(try arguments("rate", "2.5e1").number("rate", in: 0...100) == 25)
    #expect(try arguments("input", "1").number("rate", in: 0...100) == nil)
    for text in ["inf", "nan", "0x1p3", "1e999", "-1", "1,5", "5 "] {
      #expect(
        problem { _ = try arguments("rate", text).number("rate", in: 0...100.5) }
          == "--rate \(text): expected a number from 0 to 100.5")
    }
  }

  @Test func choices() throws {
    let arguments = try arguments("input", "1")
    #expect(try arguments.choice("format", Format.self) == .text)
    #expect(
      problem { _ = try arguments.choice("hardware", Device.self) }
        == "--hardware h10: expected one of h100, a100; did you mean h100?")
  }

  @Test(arguments: [
    ("2s", 2), ("500ms", 0.5), ("1m30s", 90), ("1min 30 s", 90), ("1h", 3600), ("2d", 172_800),
    ("1.5h", 5400), ("20us", 0.00002), ("20µs", 0.00002), ("0s", 0), ("1s500ms", 1.5),
  ])
  func durations(text: String, seconds: Double) throws {
    let value = try #require(try arguments("wait", text).duration("wait"))
    #expect(abs(value.value - seconds) < 1e-12)
  }

  @Test(arguments: ["2", "s", "", "-2s", "1s1m", "1s 1s", "1 fortnight", "1e3s", "1..5s", "1m30"])
  func faultyDurations(text: String) {
    #expect(
      problem { _ = try arguments("wait", text).duration("wait") }
        == "--wait \(text.isEmpty ? "''" : text): expected a duration such as 2s, 500ms or 1m30s")
  }

  @Test(arguments: [
    ("24GB", 24e9), ("24GiB", 25_769_803_776), ("1.5 tb", 1.5e12), ("512MiB", 536_870_912),
    ("100B", 100), ("8kB", 8000), ("0GB", 0),
  ])
  func memorySizes(text: String, bytes: Double) throws {
    #expect(try arguments("reserve", text).memory("reserve") == Bytes(bytes))
  }

  @Test(arguments: ["24", "GB", "24G", "24GBs", "24 GB 1MB", "-1GB", "infGB", "2é"])
  func faultyMemorySizes(text: String) {
    #expect(
      problem { _ = try arguments("reserve", text).memory("reserve") }
        == "--reserve \(text): expected a memory size such as 24GB or 24GiB")
  }

  @Test func rangesAreSaidInTheirUnit() {
    #expect(
      problem {
        _ = try arguments("wait", "2h").duration("wait", in: Seconds(0.001)...Seconds(60))
      }
        == "--wait 2h: expected a duration such as 2s, 500ms or 1m30s, from 1.00 ms to 1 min")
    #expect(
      problem { _ = try arguments("reserve", "1B").memory("reserve", in: Bytes(1e6)...Bytes(1e9)) }
        == "--reserve 1B: expected a memory size such as 24GB or 24GiB, from 1.000 MB to 1.000 GB")
  }

  @Test func programsAddTheirOwn() throws {
    let arguments = try arguments("tag", "a")
    #expect(try arguments.values("tag", accepted: "a letter") { $0.first } == ["a"])
    #expect(
      problem { _ = try arguments.value("model", accepted: "a digit") { Int($0) } }
        == "<model> m: expected a digit")
    #expect(
      problem { _ = try arguments.require("rate", arguments.string("rate")) }
        == "--rate is missing")
  }
}
