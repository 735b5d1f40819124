import StructuredText

/// Kubernetes: a deployment with all replicas behind one service.
enum KubernetesFiles {
  static func files(_ job: ExportJob) throws(ExportError) -> [LaunchFile] {
    let server = try job.server()
    let launch = try ContainerLaunch(job, server)
    let name = job.label
    let labels: YAMLNode = ["app.kubernetes.io/name": .text(name)]
    let configuration = Pod.configMap(launch, name: name + "-launch")
    let pod = Pod.spec(
      job, server, launch, container: "server", configMap: name + "-launch")
    let deployment: YAMLNode = [
      "apiVersion": "apps/v1", "kind": "Deployment",
      "metadata": ["name": .text(name), "labels": labels],
      "spec": [
        "replicas": .integer(server.replicas), "selector": ["matchLabels": labels],
        // There are no spare devices for a replica beside the one it takes the place of.
        "strategy": [
          "type": "RollingUpdate", "rollingUpdate": ["maxSurge": 0, "maxUnavailable": 1],
        ],
        "template": ["metadata": ["labels": labels], "spec": .fields(pod)],
      ],
    ]
    let service: YAMLNode = [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": .text(name), "labels": labels],
      "spec": [
        "selector": labels,
        "ports": [["name": "http", "port": 80, "targetPort": .integer(launch.port)]],
      ],
    ]
    let header = Header.lines(job, replicas: server.replicas, notes: Pod.notes(job, server))
    return [
      LaunchFile(
        path: "kubernetes.yaml",
        text: try job.yaml(
          ([configuration].compactMap(\.self) + [deployment, service]), comment: header))
    ]
  }
}
