import CommandLineKit
import FoundationEssentials
import Glibc
import InferencePlanner
import LiveMeasurement

/// `inferplan measure --device`: this machine as a row of the user's catalog.
enum MeasureDevice {
  static func run(
    _ arguments: ParsedArguments, _ format: OutputFormat, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let (threads, id) = try CommandFailure.usage { () throws(UsageError) in
      if let url = arguments.string("url") {
        throw arguments.unacceptable("url", url, "no address beside --device")
      }
      return (
        try arguments.integer("threads", in: 1...4096), arguments.string("name") ?? hostName
      )
    }
    guard let folder = arguments.string("catalog") ?? console.environment("INFERPLAN_CATALOG")
    else {
      throw .planner(
        .fields(
          "--catalog is missing: name the folder to write to, or set INFERPLAN_CATALOG to it"))
    }
    let found = DeviceMeasurement(threads: threads)
    let addition = try CommandFailure.planner { () throws(PlannerError) in
      try CatalogAddition(
        .accelerators, CatalogAddition.Input(settings: found.row(id: id)), toFolder: folder,
        date: Date.now.formatted(.iso8601.year().month().day()))
    }
    return format.write(found.document(addition), found.value(addition), to: console)
  }

  /// The host's name in the letters that ids have.
  private static var hostName: String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return "this-machine" }
    let name = String(
      decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self
    )
    .lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return name.isEmpty ? "this-machine" : String(name)
  }
}
