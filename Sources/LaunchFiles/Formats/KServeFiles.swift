import StructuredText

/// KServe (https://kserve.github.io/website): an inference service whose predictor is the engine's
/// own container, so that every engine's settings reach it.
enum KServeFiles {
  static func files(_ job: ExportJob) throws(ExportError) -> [LaunchFile] {
    let server = try job.server()
    let launch = try ContainerLaunch(job, server)
    let name = job.label
    let configuration = Pod.configMap(launch, name: name + "-launch")
    var predictor: [YAMLNode.Field] = [
      .init("minReplicas", .integer(server.replicas)),
      .init("maxReplicas", .integer(server.replicas)),
    ]
    predictor += Pod.spec(
      job, server, launch, container: "kserve-container", configMap: name + "-launch")
    let service: YAMLNode = [
      "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
      "metadata": [
        "name": .text(name),
        "annotations": ["serving.kserve.io/deploymentMode": "RawDeployment"],
      ],
      "spec": ["predictor": .fields(predictor)],
    ]
    let header = Header.lines(job, replicas: server.replicas, notes: Pod.notes(job, server))
    return [
      LaunchFile(
        path: "kserve.yaml",
        text: try job.yaml([configuration].compactMap(\.self) + [service], comment: header))
    ]
  }
}
