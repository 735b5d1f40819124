import StructuredText

/// SkyPilot (https://docs.skypilot.co/en/latest/reference/yaml-spec.html): one replica on a rented
/// machine, or all of them behind SkyServe.
enum SkyPilotFiles {
  static func files(_ job: ExportJob) throws(ExportError) -> [LaunchFile] {
    let server = try job.server()
    let replica = try EngineServer.replica(job, server)
    let image = try EngineServer.image(job, server)
    let place = job.names.skyPilotPlace(server.place)
    var resources: [(String, YAMLNode?)] = [("infra", place.map { .text($0) })]
    if server.platform == "cpu" {
      resources.append(("cpus", "8+"))
    } else {
      resources.append(
        (
          "accelerators",
          .fields([.init(try accelerator(job, server), .integer(server.layout.devices))])
        ))
    }
    resources += [
      ("use_spot", server.place.payment == "spot" ? true : nil),
      ("image_id", .text("docker:" + image)), ("ports", .integer(replica.port)),
    ]
    var notes: [String] = []
    if place == nil {
      notes.append("SkyPilot knows no provider of this plan and takes the cheapest that it knows.")
    }
    let isService = server.replicas > 1
    notes.append(
      isService
        ? "Start all \(server.replicas) replicas: sky serve up \(file)"
        : "Start it: sky launch \(file)")
    let script = ServerScript.text(
      replica, platform: server.platform, comment: [], embedsFiles: true)
    let tree = YAMLNode.present([
      ("name", .text(job.label)), ("resources", .present(resources)),
      ("envs", ["HF_TOKEN": ""]),
      (
        "file_mounts",
        job.usesLocalWeights
          ? .fields([.init(job.weights, .text(job.checkpoint))]) : nil
      ),
      (
        "service",
        isService
          ? [
            "readiness_probe": [
              "path": .text(replica.healthPath), "initial_delay_seconds": 1800,
            ], "replicas": .integer(server.replicas),
          ] : nil
      ),
      ("run", .text(script)),
    ])
    let header = Header.lines(job, replicas: server.replicas, notes: notes)
    return [LaunchFile(path: file, text: try job.yaml(tree, comment: header))]
  }

  private static let file = "skypilot.yaml"

  private static func accelerator(
    _ job: ExportJob, _ server: PlannedServer
  ) throws(ExportError) -> String {
    guard
      let name = job.options.accelerator ?? job.names.skyPilotAccelerator(server.hardware)
    else {
      throw .cannotRun(
        job.format, reason: "none of its providers is known to rent out \(server.hardwareName)",
        instead: "name the device as SkyPilot does with --accelerator, or plan with --accelerators")
    }
    return name
  }
}
