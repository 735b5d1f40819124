import StructuredText

/// Ray Serve's applications of LLMs (https://docs.ray.io/en/latest/serve/llm), whose engine is vLLM.
enum RayServeFiles {
  static func files(_ job: ExportJob) throws(ExportError) -> [LaunchFile] {
    let server = try job.server()
    _ = try EngineServer.replica(job, server)
    guard server.engine == "vllm" else {
      throw .cannotRun(
        job.format, reason: "its application of LLMs runs vLLM, not \(job.engineName(server))",
        instead: (ExportFormat.starting(server.engine).map { "export it --to \($0.rawValue), or " }
          ?? "") + "plan with --engines vllm")
    }
    let application: YAMLNode
    if let split = server.layout.split {
      application = [
        "name": "llm", "route_prefix": "/",
        "import_path": "ray.serve.llm:build_pd_openai_app",
        "args": [
          "prefill_config": model(job, server, replicas: split.prefill * server.replicas),
          "decode_config": model(job, server, replicas: split.decode * server.replicas),
        ],
      ]
    } else {
      application = [
        "name": "llm", "route_prefix": "/", "import_path": "ray.serve.llm:build_openai_app",
        "args": ["llm_configs": [model(job, server, replicas: server.replicas)]],
      ]
    }
    let tree: YAMLNode = [
      "http_options": ["host": "0.0.0.0", "port": .integer(ReplicaServer.port)],
      "applications": [application],
    ]
    let header = Header.lines(
      job, replicas: server.replicas,
      notes: ["Start it on a cluster of Ray: serve run serve.yaml"])
    return [LaunchFile(path: "serve.yaml", text: try job.yaml(tree, comment: header))]
  }

  private static func model(
    _ job: ExportJob, _ server: PlannedServer, replicas: Int
  ) -> YAMLNode {
    var engine = VLLMServer.settings(job, server).map { YAMLNode.Field($0.0, $0.1) }
    if server.layout.split != nil {
      engine.append(.init("kv_transfer_config", VLLMServer.kvTransfer))
    }
    return [
      "model_loading_config": [
        "model_id": .text(job.plan.model), "model_source": .text(job.weights),
      ],
      "deployment_config": [
        "num_replicas": .integer(replicas),
        // Ray holds back what the engine would only queue; the engine's own line is kept filled.
        "max_ongoing_requests": .integer(2 * server.settings.sequences),
      ],
      "engine_kwargs": .fields(engine),
    ]
  }
}
