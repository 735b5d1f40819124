/// An engine on the machine at hand: a script, and the settings that it reads from files.
enum EngineFiles {
  static func files(_ job: ExportJob) throws(ExportError) -> [LaunchFile] {
    let server = try job.server()
    let replica = try EngineServer.replica(job, server)
    var notes: [String] = []
    if server.replicas > 1 {
      notes.append(
        "This starts one replica; the plan has \(server.replicas), each with its own devices.")
    }
    let header = Header.lines(job, notes: notes)
    return [
      LaunchFile(
        path: "serve.sh",
        text: ServerScript.text(
          replica, platform: server.platform, comment: header, embedsFiles: false),
        isExecutable: true)
    ]
      + replica.configurations.map {
        LaunchFile(path: $0.name, text: Text.comment(header) + $0.text)
      }
  }
}
