import Presentation

/// From the shell's view: how soon an answer appears, and what it takes.
func measureProcess(_ binary: String, _ command: [String], into table: inout Table) throws {
  // The first runs fill the page cache.
  var runs: [ProcessRun] = []
  for run in 0..<43 {
    let found = try ProcessRun(binary, command)
    if run >= 3 { runs.append(found) }
  }
  table.addSection("inferplan " + command.joined(separator: " "))
  if let status = runs.map(\.status).first(where: { $0 != 0 }) {
    table.addRow("exit status: the figures below are those of a failure", "\(status)", "0")
  }
  table.addRow(
    "start to first output, median of \(runs.count), ms",
    figure(median(runs.map { $0.firstOutput * 1e3 })), "≤ 30")
  table.addRow("start to end, ms", figure(median(runs.map { $0.whole * 1e3 })), "")
  table.addRow(
    "peak memory, MB", figure(runs.map { $0.peakMemory / 1e6 }.max() ?? .nan), "≤ 60")
}
