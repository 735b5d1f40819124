import CommandLineKit
import Foundation
import TestSupport
import Testing

@testable import inferplan

@Suite("inferplan")
struct ProgramTests {
  static let commands: [[String]] = [
    [], ["estimate"], ["simulate"], ["compare"], ["catalog"], ["catalog", "list"],
    ["catalog", "show"],
    ["catalog", "add"], ["completion"], ["validate"], ["calibrate"], ["advise"], ["diagnose"],
    ["guide"], ["export"], ["plan"], ["measure"], ["measurements"], ["serve"],
  ]

  @Test("Every command has help, in three spellings and at any width", arguments: commands)
  func help(command: [String]) throws {
    let long = try Program.run(command + ["--help"])
    #expect(long.status == 0 && long.stderr.isEmpty)
    #expect(long.stdout.contains("USAGE:\n  inferplan"))
    #expect(try Program.run(command + ["-h"]).stdout == long.stdout)
    #expect(try Program.run(["help"] + command).stdout == long.stdout)
    for width in [40, 80, 100] {
      let page = try Program.run(command + ["--help"], environment: ["COLUMNS": String(width)])
      #expect(Printed.tooWide(page.stdout, width).isEmpty)
    }
  }

  @Test("The description of all commands has no mistakes")
  func description() { #expect(CommandPath(root: Inferplan.command).mistakes().isEmpty) }

  @Test("Help is given whatever else is asked")
  func helpPasses() throws {
    let result = try Program.run(["estimate", "--model", "nothing", "--help"])
    #expect(result.status == 0 && result.stdout.contains("USAGE:"))
  }

  @Test("The bare name shows what there is")
  func bare() throws {
    let result = try Program.run([])
    #expect(result.status == 0)
    for command in Self.commands.compactMap(\.first) { #expect(result.stdout.contains(command)) }
    #expect(result.stdout.contains("Exit codes"))
  }

  @Test("The version is a number")
  func version() throws {
    for arguments in [["--version"], ["estimate", "--version"]] {
      let result = try Program.run(arguments)
      #expect(result.status == 0)
      #expect(result.stdout.wholeMatch(of: #/inferplan [0-9]+\.[0-9]+\.[0-9]+\n/#) != nil)
    }
  }

  @Test("Shells get scripts that they can read", arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) throws {
    let result = try Program.run(["completion", shell])
    #expect(result.status == 0 && result.stderr.isEmpty)
    for word in ["estimate", "compare", "catalog", "hardware", "requests-per-hour", "on-demand"] {
      #expect(result.stdout.contains(word), "\(word)")
    }
    guard shell == "bash" else { return }
    let checked = try Shell.run("\"$0\" completion bash | bash -n")
    #expect(checked.status == 0, "\(checked.stderr)")
  }

  @Test("The manual page has every command and option")
  func manual() throws {
    let result = try Program.run(["completion", "man"])
    #expect(result.status == 0)
    #expect(result.stdout.hasPrefix(".TH \"INFERPLAN\" \"1\""))
    for word in ["estimate", "compare", "catalog", "memory\\-fraction", "Exit codes"] {
      #expect(result.stdout.contains(word), "\(word)")
    }
  }

  @Test(
    "A reader that goes away ends the program in peace",
    arguments: [
      "catalog list api-prices --json", "catalog list api-prices", "completion man",
      "estimate --model llama-3.1-8b --hardware H100 --explain", "estimate --help",
    ])
  func closedPipe(arguments: String) throws {
    let result = try Shell.run(
      "\"$0\" \(arguments) | head -c 1 > /dev/null; echo ${PIPESTATUS[0]}")
    #expect(result.stdout == "0\n")
    #expect(result.stderr.isEmpty)
  }

  @Test("Colours are for terminals, and NO_COLOR is no error")
  func colours() throws {
    let result = try Program.run(["--help"], environment: ["NO_COLOR": "1"])
    #expect(result.status == 0 && !result.stdout.contains("\u{1B}"))
  }

  @Test("Strange widths are brought to what can be read", arguments: ["0", "-5", "7", "1e9", "x"])
  func widths(columns: String) throws {
    let result = try estimate(environment: ["COLUMNS": columns])
    #expect(result.status == 0)
    #expect(Printed.tooWide(result.stdout, 240).isEmpty)
  }
}
