import CommandLineKit

/// A replica's programs as a script of bash.
enum ServerScript {
  /// - Parameters:
  ///   - comment: lines at the top, safe to print.
  ///   - embedsFiles: whether the script writes the configurations itself, because it travels alone;
  ///     else they lie beside it.
  static func text(
    _ server: ReplicaServer, platform: String, comment: [String], embedsFiles: Bool
  ) -> String {
    var lines = ["#!/bin/bash"]
    lines += comment.map { $0.isEmpty ? "#" : "# " + $0 }
    lines.append("set -euo pipefail")
    if !server.configurations.isEmpty {
      lines.append(embedsFiles ? "cd /tmp" : "cd \"$(dirname \"$0\")\"")
    }
    if embedsFiles {
      for file in server.configurations {
        lines.append(
          "printf '%s' \(ShellWords.quoted(file.text)) > \(ShellText.word(file.name))")
      }
    }
    if let only = server.processes.first, server.processes.count == 1 {
      lines += exports(only, platform)
      lines.append("exec " + ShellText.command(only.arguments))
      return lines.joined(separator: "\n") + "\n"
    }
    lines += [
      "# Whichever program ends takes the others with it.",
      "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT",
      "trap 'exit 143' TERM", "trap 'exit 130' INT",
    ]
    for process in server.processes {
      lines += ["", "# \(process.name)"]
      let exports = exports(process, platform)
      if exports.isEmpty {
        lines.append(ShellText.command(process.arguments) + " &")
      } else {
        lines.append("(")
        lines += exports.map { "  " + $0 }
        lines += ["  exec " + ShellText.command(process.arguments, indent: "  ").dropFirst(2)]
        lines.append(") &")
      }
    }
    lines += ["", "wait -n"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func exports(_ process: ServerProcess, _ platform: String) -> [String] {
    ([process.visibleDevices(platform)].compactMap(\.self) + process.environment).map {
      "export \($0.name)=\(ShellText.word($0.value))"
    }
  }
}
