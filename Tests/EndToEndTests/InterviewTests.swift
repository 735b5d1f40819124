import Foundation
import Glibc
import TestSupport
import Testing

/// The questions that `advise` asks a person, over a terminal of its own.
@Suite("inferplan advise in a terminal")
struct InterviewTests {
  /// Runs the program in a terminal in which `lines` are typed.
  private func converse(_ arguments: [String], typing lines: String) throws -> (Int32, String) {
    // The requests of ioctl_tty(2) that unlock a pseudoterminal and tell its number.
    let unlock: UInt = 0x4004_5431
    let number: UInt = 0x8004_5430
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(master >= 0)
    defer { close(master) }
    var locked: Int32 = 0
    var place: UInt32 = 0
    try #require(ioctl(master, unlock, &locked) == 0 && ioctl(master, number, &place) == 0)
    let name = "/dev/pts/\(place)"
    let terminal = open(name, O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments
    process.environment = ["NO_COLOR": "1", "COLUMNS": "80"]
    let handle = FileHandle(fileDescriptor: terminal, closeOnDealloc: false)
    process.standardInput = handle
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    close(terminal)
    _ = lines.withCString { write(master, $0, strlen($0)) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    // A terminal whose last user has gone answers with an error.
    while case let count = read(master, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }

  @Test("One question after the other, by number or by word, until there is an answer")
  func questions() throws {
    let (status, text) = try converse(["advise"], typing: "mobile\n1\nnonsense\nllm\n")
    #expect(status == 0)
    let places = [
      "What are you building?", "Which platforms?", "What does the app need?", "Take Apple",
    ]
    .map { text.range(of: $0)?.lowerBound }
    #expect(places.allSatisfy { $0 != nil })
    #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    #expect(text.contains("--app-need 'nonsense': expected"))
  }

  @Test("Nothing is asked that is said already")
  func answered() throws {
    let (status, text) = try converse(
      ["advise", "--building", "enterprise", "--data-in", "s3"], typing: "")
    #expect(status == 0 && !text.contains("> "))
  }

  @Test("The end of what is typed ends it")
  func ends() throws {
    let (status, _) = try converse(["advise"], typing: "\u{4}")
    #expect(status == 2)
  }
}
