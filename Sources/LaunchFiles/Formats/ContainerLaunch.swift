/// One replica in a container.
struct ContainerLaunch {
  /// Where the files of ``files`` lie in the container.
  static let folder = "/launch"

  var image: String
  /// The command line, which takes the place of the image's own.
  var command: [String]
  /// Files that the command needs, by name.
  var files: [(name: String, text: String)] = []
  var environment: [(name: String, value: String)] = []
  var port = ReplicaServer.port
  var healthPath = "/health"

  init(_ job: ExportJob, _ server: PlannedServer) throws(ExportError) {
    // Whether the engine starts here at all is said before what its image lacks.
    let replica = try EngineServer.replica(job, server)
    image = try EngineServer.image(job, server)
    port = replica.port
    healthPath = replica.healthPath
    if let words = replica.singleCommand, let only = replica.processes.first {
      command = words
      environment = only.environment
    } else {
      let script = ServerScript.text(
        replica, platform: server.platform, comment: [], embedsFiles: false)
      files = [("serve.sh", script)] + replica.configurations
      command = ["bash", Self.folder + "/serve.sh"]
    }
  }

  /// Where engines keep what they download.
  static let cacheFolder = "/root/.cache"
}
