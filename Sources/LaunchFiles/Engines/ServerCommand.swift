import CommandLineKit

/// One word or pair of words of a command line.
enum Argument: Hashable {
  /// A word that stands alone: a program, a subcommand, a model.
  case word(String)
  /// An option with its value.
  case option(String, String)
  /// An option without one.
  case flag(String)

  /// The words as a program gets them.
  var words: [String] {
    switch self {
    case .word(let word): [word]
    case .option(let name, let value): [name, value]
    case .flag(let name): [name]
    }
  }
}

/// A program with its arguments and what it finds around it.
struct ServerProcess: Hashable {
  var name: String
  var arguments: [Argument]
  var environment: [(name: String, value: String)] = []
  /// Devices of the machine that are its own; `nil` for all.
  var devices: Range<Int>?

  /// The command line as a program gets it.
  var words: [String] { arguments.flatMap(\.words) }

  /// Sets the devices apart from those of its neighbours.
  func visibleDevices(_ platform: String) -> (name: String, value: String)? {
    devices.map {
      (
        platform == "rocm" ? "HIP_VISIBLE_DEVICES" : "CUDA_VISIBLE_DEVICES",
        $0.map(String.init).joined(separator: ",")
      )
    }
  }

  static func == (one: ServerProcess, other: ServerProcess) -> Bool {
    one.name == other.name && one.arguments == other.arguments && one.devices == other.devices
      && one.environment.elementsEqual(other.environment, by: ==)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(arguments)
  }
}

/// Everything that runs for one replica: one server, or workers of each phase behind a router.
struct ReplicaServer {
  /// In the order in which they start.
  var processes: [ServerProcess]
  /// Settings that the programs read from files, by the names that the command lines give them.
  var configurations: [(name: String, text: String)] = []
  /// Where it listens.
  var port = ReplicaServer.port
  /// What answers 200 once it serves.
  var healthPath = "/health"

  static let port = 8000

  /// The command of a replica that is one program without files, for places that take a command
  /// line and no script.
  var singleCommand: [String]? {
    guard let only = processes.first, processes.count == 1, configurations.isEmpty else {
      return nil
    }
    return only.words
  }
}

/// Words for shells.
enum ShellText {
  /// A word as people would type it: in quotes only where it needs them.
  static func word(_ text: String) -> String {
    let isBare =
      !text.isEmpty
      && text.utf8.allSatisfy {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
          || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "-_./:@%,+=".utf8.contains($0)
      }
    return isBare ? text : ShellWords.quoted(text)
  }

  /// A command over as many lines as it has options.
  static func command(_ arguments: [Argument], indent: String = "") -> String {
    var lines: [String] = []
    for argument in arguments {
      let words = argument.words.map(word).joined(separator: " ")
      if case .word = argument, !lines.isEmpty, lines.count == 1 {
        lines[0] += " " + words
      } else {
        lines.append(words)
      }
    }
    return indent + lines.joined(separator: " \\\n\(indent)  ")
  }
}
