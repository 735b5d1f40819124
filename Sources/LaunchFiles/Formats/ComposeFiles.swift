import StructuredText

/// Docker Compose (https://docs.docker.com/reference/compose-file): the replicas of one machine.
enum ComposeFiles {
  static func files(_ job: ExportJob) throws(ExportError) -> [LaunchFile] {
    let server = try job.server()
    let launch = try ContainerLaunch(job, server)
    let count = replicasOfAMachine(server)
    var notes: [String] = []
    if server.replicas > count {
      notes.append("These are the replicas of one machine; the plan has \(server.replicas) in all.")
    }
    if count > 1 {
      notes.append("They listen on ports \(launch.port) to \(launch.port + count - 1).")
    }
    if job.usesLocalWeights {
      notes.append("The weights lie in ./models, which the containers see as /models.")
    }
    let services = (0..<count).map { index in
      YAMLNode.Field(
        count == 1 ? "server" : "server-\(index + 1)", service(job, server, launch, index: index))
    }
    let header = Header.lines(job, notes: notes)
    let tree = YAMLNode.fields([
      .init("name", .text(job.label)), .init("services", .fields(services)),
      .init("volumes", ["cache": ["name": .text(job.label + "-cache")]]),
    ])
    return [
      LaunchFile(
        path: "compose.yaml", text: try job.yaml(tree.doublingDollars, comment: header))
    ]
      + launch.files.map {
        LaunchFile(path: $0.name, text: $0.text, isExecutable: $0.name.hasSuffix(".sh"))
      }
  }

  /// As many as its devices take; one where the plan does not say how many it has.
  private static func replicasOfAMachine(_ server: PlannedServer) -> Int {
    let devices = server.place.devices ?? server.layout.devices
    return min(server.replicas, max(1, devices / max(1, server.layout.devices)))
  }

  private static func service(
    _ job: ExportJob, _ server: PlannedServer, _ launch: ContainerLaunch, index: Int
  ) -> YAMLNode {
    var volumes: [YAMLNode] = [mount("volume", "cache", ContainerLaunch.cacheFolder)]
    volumes += launch.files.map {
      mount("bind", "./" + $0.name, ContainerLaunch.folder + "/" + $0.name, isReadOnly: true)
    }
    if job.usesLocalWeights {
      volumes.append(mount("bind", "./models", ExportJob.modelFolder, isReadOnly: true))
    }
    let first = index * server.layout.devices
    let devices = first..<(first + server.layout.devices)
    // A variable without a value is the one of the shell that starts it.
    var environment: [YAMLNode.Field] = [.init("HF_TOKEN", .null)]
    environment += launch.environment.map { .init($0.name, .text($0.value)) }
    if server.platform == "rocm" {
      environment.append(
        .init("HIP_VISIBLE_DEVICES", .text(devices.map(String.init).joined(separator: ","))))
    }
    return .present([
      ("image", .text(launch.image)),
      ("entrypoint", .list(launch.command.map { .text($0) })),
      ("environment", .fields(environment)),
      ("ports", [.text("\(launch.port + index):\(launch.port)")]),
      ("volumes", .list(volumes)),
      // Workers of a replica exchange tensors through shared memory.
      ("ipc", server.layout.devices > 1 ? "host" : nil),
      ("devices", deviceFiles(server)),
      ("group_add", server.platform == "rocm" ? ["video"] : nil),
      (
        "deploy",
        server.platform != "cuda"
          ? nil
          : [
            "resources": [
              "reservations": [
                "devices": [
                  [
                    "driver": "nvidia", "device_ids": .list(devices.map { .text(String($0)) }),
                    "capabilities": ["gpu"],
                  ]
                ]
              ]
            ]
          ]
      ),
      ("restart", "unless-stopped"),
    ])
  }

  /// What a container has to see of the machine's devices, where no runtime does that.
  private static func deviceFiles(_ server: PlannedServer) -> YAMLNode? {
    switch server.platform {
    case "rocm": ["/dev/kfd:/dev/kfd", "/dev/dri:/dev/dri"]
    case "xpu": ["/dev/dri:/dev/dri"]
    default: nil
    }
  }

  private static func mount(
    _ type: String, _ source: String, _ target: String, isReadOnly: Bool = false
  ) -> YAMLNode {
    .present([
      ("type", .text(type)), ("source", .text(source)), ("target", .text(target)),
      ("read_only", isReadOnly ? true : nil),
    ])
  }
}

extension YAMLNode {
  /// The tree with every dollar of its texts doubled, for tools that put variables in their place:
  /// Compose (https://docs.docker.com/reference/compose-file/interpolation) everywhere, Kubernetes in
  /// commands and values of variables.
  var doublingDollars: YAMLNode {
    switch self {
    case .text(let text):
      var doubled = ""
      for scalar in text.unicodeScalars {
        if scalar == "$" { doubled += "$" }
        doubled.unicodeScalars.append(scalar)
      }
      return .text(doubled)
    case .list(let items): return .list(items.map(\.doublingDollars))
    case .fields(let fields): return .fields(fields.map { .init($0.key, $0.value.doublingDollars) })
    case .null, .bool, .integer, .number: return self
    }
  }
}
