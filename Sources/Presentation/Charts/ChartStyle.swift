/// How charts look, on light pages and on dark ones.
enum ChartStyle {
  /// Colours of series on a light and on a dark page, in the order in which series take them: the
  /// last is a grey for what has no colour of its own.
  static let colours: [(light: String, dark: String)] = [
    ("#0969da", "#58a6ff"), ("#bc4c00", "#f0883e"), ("#1a7f37", "#3fb950"),
    ("#8250df", "#bc8cff"), ("#bf3989", "#f778ba"), ("#6e7781", "#8b949e"),
  ]

  /// The class of the series at a place.
  static func series(_ place: Int) -> String {
    "series\(min(max(place, 0), colours.count - 1))"
  }

  /// The style sheet. Drawings that a page shows as images know of the page only whether it is
  /// dark, so that colours stand here and not in the page.
  static let sheet = """
    text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; \
    fill: #1f2328 }
    .title { font-size: 13px; font-weight: 600 }
    .small { font-size: 11px }
    .grid { stroke: #8b949e; stroke-opacity: .25 }
    .frame { stroke: #8b949e; fill: none }
    .band { fill: #8b949e; fill-opacity: .18 }
    .diagonal { stroke: #8b949e; stroke-width: 1.5 }
    .dots { fill: none; stroke-width: 4; stroke-linecap: round; stroke-opacity: .55 }
    .mark { fill: none; stroke-width: 8; stroke-linecap: round }
    \(colours.enumerated().map { ".series\($0) { stroke: \($1.light) }" }.joined(separator: "\n"))
    @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    \(colours.enumerated().map { ".series\($0) { stroke: \($1.dark) }" }.joined(separator: "\n"))
    }
    """
}
