import Glibc
import Presentation

// inferplan-bench [--peers PYTHON SCRIPTS] [BINARY [COMMAND...]]
//
// BINARY is the `inferplan` beside this program when it is not given, COMMAND what it is asked.
// PYTHON has the packages that SCRIPTS import; see Scripts/bench-peers.
var arguments = Array(CommandLine.arguments.dropFirst())
var peers: (python: String, scripts: String)?
if arguments.first == "--peers", arguments.count >= 3 {
  peers = (arguments[1], arguments[2])
  arguments.removeFirst(3)
}
let binary = arguments.first ?? ProcessRun.neighbour("inferplan")
let command =
  arguments.count > 1
  ? Array(arguments.dropFirst())
  : """
  estimate --model llama-3.1-8b --hardware H100-SXM-80GB --weights fp8 --input 1024 --output 256 \
  --concurrency 32
  """.split(separator: " ").map(String.init)

do {
  var table = Table(columns: [
    Table.Column("measured"), Table.Column("found", .trailing), Table.Column("goal", .trailing),
  ])
  // Programs come first: one that is spawned is charged the memory of its parent until it starts
  // in earnest, so this one has to be small still.
  try measureProcess(binary, command, into: &table)
  try measurePlans(binary, into: &table)
  try measureSimulations(binary, into: &table)
  let comparison = try peers.map {
    try measurePeers(binary, python: $0.python, scripts: $0.scripts)
  }
  try measureCatalog(into: &table)
  try measureForecasts(into: &table)
  try measureSimulator(into: &table)
  try measureTables(into: &table)
  print(table.plainText(width: 100), terminator: "")
  if let comparison { print("\n" + comparison.plainText(width: 100), terminator: "") }
} catch {
  print("inferplan-bench: \(error)")
  exit(1)
}
