import StructuredText

/// A plan on its way into the files of a tool.
struct ExportJob {
  var format: ExportFormat
  var plan: LaunchPlan
  var tiers: [PlannedTier] = []
  var options = ExportOptions()
  var names: LaunchNames
  /// The file of the plan, as the comment's command names it.
  var planFile: String

  var hasCheckpoint: Bool { options.checkpoint != nil }
  /// Where the weights are. The model's name is also the repository that publishes it; files in
  /// GGUF are made by others and have to be found.
  var checkpoint: String {
    guard case .server(let server) = plan.means, GGUFName.isGGUF(server.weights) else {
      return options.checkpoint ?? plan.model
    }
    guard let given = options.checkpoint else {
      return GGUFName.file(plan.model, server.weights)
    }
    // Of a repository the file of the plan's type is meant.
    let isFile = given.hasSuffix(".gguf")
    let namesType = given.unicodeScalars.contains(":")
    return isFile || namesType || server.engine == "vllm"
      ? given : given + ":" + GGUFName.type(server.weights)
  }
  /// Whether the weights are files of the machine's, and not in a repository.
  var usesLocalWeights: Bool {
    checkpoint.hasPrefix("/") || checkpoint.hasPrefix("./") || checkpoint.hasPrefix("../")
      || checkpoint.hasSuffix(".gguf")
  }
  /// The weights as the engine finds them: containers have local ones in a folder of their own.
  var weights: String {
    format.isContainerised && usesLocalWeights ? Self.inContainer(checkpoint) : checkpoint
  }

  /// Where a container has a file or folder of the machine's.
  static func inContainer(_ path: String) -> String {
    let name = path.unicodeScalars.split(separator: "/").last.map { String($0) } ?? path
    return modelFolder + "/" + name
  }

  static let modelFolder = "/models"

  /// A name for what runs the model: letters, digits and hyphens.
  var label: String { Text.label(plan.model) }

  /// The server of the plan.
  /// - Throws: ``ExportError/cannotRun(_:reason:instead:)`` for a service, and for a replica that
  ///   takes more devices than its machines have.
  func server() throws(ExportError) -> PlannedServer {
    switch plan.means {
    case .service(let service):
      throw .cannotRun(
        format, reason: "it buys tokens of \(service.provider) and runs nothing itself",
        instead: "export it --to litellm, or plan with --payments on-demand,owned")
    case .server(let server):
      if let devices = server.place.devices, server.layout.devices > devices {
        throw .cannotRun(
          format,
          reason: "a replica takes \(server.layout.devices) devices and a machine has \(devices)",
          instead: "plan with --accelerators that need fewer of them")
      }
      return server
    }
  }

  /// The name of an engine as its makers write it.
  func engineName(_ server: PlannedServer) -> String {
    ExportFormat.starting(server.engine)?.title ?? server.engine
  }

  /// A document of YAML under a comment.
  func yaml(_ node: YAMLNode, comment: [String] = []) throws(ExportError) -> String {
    try yaml([node], comment: comment)
  }

  /// Documents of YAML under a comment.
  func yaml(_ nodes: [YAMLNode], comment: [String] = []) throws(ExportError) -> String {
    var text = Text.comment(comment)
    for (place, node) in nodes.enumerated() {
      if place > 0 { text += "---\n" }
      text += String(
        decoding: try ExportError.text { () throws(StructuredTextError) in try node.yaml() },
        as: UTF8.self)
    }
    return text
  }
}
