import StructuredText

/// A replica as Kubernetes runs it (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1).
enum Pod {
  /// The object with the files that a replica reads; `nil` for none.
  static func configMap(_ launch: ContainerLaunch, name: String) -> YAMLNode? {
    if launch.files.isEmpty { return nil }
    return [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .text(name)],
      "data": .fields(launch.files.map { .init($0.name, .text($0.text)) }),
    ]
  }

  /// The fields of the replica's specification.
  static func spec(
    _ job: ExportJob, _ server: PlannedServer, _ launch: ContainerLaunch, container: String,
    configMap: String
  ) -> [YAMLNode.Field] {
    var mounts: [YAMLNode] = [
      ["name": "shm", "mountPath": "/dev/shm"],
      ["name": "cache", "mountPath": .text(ContainerLaunch.cacheFolder)],
    ]
    var volumes: [YAMLNode] = [
      ["name": "shm", "emptyDir": ["medium": "Memory"]],
      ["name": "cache", "emptyDir": .fields([])],
    ]
    if !launch.files.isEmpty {
      mounts.append(
        ["name": "launch", "mountPath": .text(ContainerLaunch.folder), "readOnly": true])
      volumes.append(["name": "launch", "configMap": ["name": .text(configMap)]])
    }
    if job.usesLocalWeights {
      mounts.append(
        ["name": "models", "mountPath": .text(ExportJob.modelFolder), "readOnly": true])
      volumes.append([
        "name": "models", "persistentVolumeClaim": ["claimName": "models", "readOnly": true],
      ])
    }
    var environment: [YAMLNode] = [
      [
        "name": "HF_TOKEN",
        "valueFrom": ["secretKeyRef": ["name": "hf-token", "key": "token", "optional": true]],
      ]
    ]
    environment += launch.environment.map {
      ["name": .text($0.name), "value": YAMLNode.text($0.value).doublingDollars]
    }
    let health: YAMLNode = ["path": .text(launch.healthPath), "port": .integer(launch.port)]
    return [
      .init(
        "containers",
        [
          .present([
            ("name", .text(container)), ("image", .text(launch.image)),
            ("command", YAMLNode.list(launch.command.map { .text($0) }).doublingDollars),
            ("env", .list(environment)),
            ("ports", [["containerPort": .integer(launch.port), "protocol": "TCP"]]),
            (
              "resources",
              resource(server).map {
                ["limits": .fields([.init($0, .integer(server.layout.devices))])]
              }
            ),
            // Weights are loaded, and kernels compiled, for up to half an hour.
            (
              "startupProbe",
              ["httpGet": health, "periodSeconds": 10, "failureThreshold": 180]
            ),
            ("readinessProbe", ["httpGet": health, "periodSeconds": 5]),
            ("volumeMounts", .list(mounts)),
          ])
        ]),
      .init("volumes", .list(volumes)),
    ]
  }

  /// Notes about what the objects count on.
  static func notes(_ job: ExportJob, _ server: PlannedServer) -> [String] {
    var notes = ["Nodes need \(server.hardwareName)."]
    if job.usesLocalWeights {
      notes.append("The claim 'models' is a volume of yours that holds the weights.")
    }
    return notes
  }

  /// The name under which device plugins offer a platform's devices.
  private static func resource(_ server: PlannedServer) -> String? {
    switch server.platform {
    case "cuda": "nvidia.com/gpu"
    case "rocm": "amd.com/gpu"
    case "xpu": "gpu.intel.com/xe"
    case "gaudi": "habana.ai/gaudi"
    case "tpu": "google.com/tpu"
    case "neuron": "aws.amazon.com/neuron"
    default: nil
    }
  }
}
