import Presentation

extension CommandPath {
  /// The help of the command, wrapped to `width` columns (40 to 120).
  public func help(width: Int = 80, style: TextStyle = .plain) -> String {
    let page = HelpPage(width: min(max(width, 40), 120), style: style)
    var blocks = [page.prose(command.abstract)]
    blocks.append(page.headed("usage", page.usage(usage)))
    if !command.discussion.isEmpty { blocks.append(page.prose(command.discussion)) }
    for (heading, entries) in helpSections where !entries.isEmpty {
      blocks.append(page.headed(heading, page.list(entries)))
    }
    if !command.subcommands.isEmpty {
      blocks.append(page.prose("Run '\(name) help <command>' for the options of a command."))
    }
    return blocks.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  /// How the command is called: `inferplan show <model> --hardware <name> [options]`.
  var usage: String {
    var words = [name]
    words += command.options.filter(\.isRequired).map { $0.label + $0.valueLabel }
    for argument in command.arguments {
      let label = argument.label + (argument.repeats ? "..." : "")
      words.append(argument.isRequired ? label : "[\(label)]")
    }
    if !command.subcommands.isEmpty {
      words.append(command.arguments.isEmpty ? "<command>" : "[<command>]")
    }
    return words.joined(separator: " ") + " [options]"
  }

  /// What the command takes, grouped as its help shows it.
  var helpSections: [(heading: String, entries: [HelpEntry])] {
    var sections = [("arguments", command.arguments.map(HelpEntry.init))]
    let own = command.options + (ancestors.isEmpty ? [.help, .version] : [.help])
    var names: [String] = []
    for option in own where !names.contains(option.section) { names.append(option.section) }
    for name in names {
      sections.append((name, own.filter { $0.section == name }.map(HelpEntry.init)))
    }
    sections.append(("common options", inheritedOptions.map(HelpEntry.init)))
    sections.append(("commands", command.subcommands.map(HelpEntry.init)))
    return sections
  }
}

/// A term and what it means.
struct HelpEntry {
  var label: String
  var help: String

  init(_ argument: Argument) {
    label = argument.label + (argument.repeats ? "..." : "")
    help = argument.help
  }

  init(_ command: Command) {
    label = command.name
    help = command.abstract
  }

  init(_ option: Option) {
    label = option.spellings.joined(separator: ", ") + option.valueLabel
    var notes: [String] = []
    if !option.accepted.isEmpty {
      notes.append("one of " + option.accepted.joined(separator: ", "))
    }
    if option.kind == .values { notes.append("may be repeated") }
    if option.isRequired { notes.append("required") }
    if let value = option.defaultValue { notes.append("default: \(value)") }
    help = option.help + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
  }
}

/// Lays out help for one width.
private struct HelpPage {
  let width: Int
  let style: TextStyle

  func prose(_ text: String) -> [String] { TextWrapping.lines(of: text, width: width) }

  func headed(_ heading: String, _ lines: [String]) -> [String] {
    [style.bold(heading.uppercased() + ":")] + lines
  }

  func usage(_ usage: String) -> [String] {
    TextWrapping.lines(of: usage, width: width, firstIndent: "  ", indent: "      ")
  }

  func list(_ entries: [HelpEntry]) -> [String] {
    // On a narrow page the help stands under its term, and so it does for a term too long.
    let longest = entries.map { TextWidth.columns(of: $0.label) + 4 }.filter { $0 <= 32 }.max()
    let column = width < 60 ? 6 : longest ?? 6
    let indent = String(repeating: " ", count: column)
    return entries.flatMap { entry in
      let start = "  " + entry.label
      let startColumns = TextWidth.columns(of: start)
      if width >= 60, startColumns + 2 <= column {
        let padding = String(repeating: " ", count: column - startColumns)
        return TextWrapping.lines(
          of: entry.help, width: width, firstIndent: start + padding, indent: indent)
      }
      return TextWrapping.lines(
        of: entry.label, width: width, firstIndent: "  ", indent: "    ")
        + TextWrapping.lines(of: entry.help, width: width, firstIndent: indent, indent: indent)
    }
  }
}
