import StructuredText

/// LiteLLM's proxy (https://docs.litellm.ai/docs/proxy/configs): one name before all replicas, and a
/// router by complexity (https://docs.litellm.ai/docs/proxy/auto_routing) before tiers.
enum LiteLLMFiles {
  /// The name behind which the tiers are.
  static let routerName = "auto"
  /// How the router calls what it sorts requests into, simple ones first.
  private static let complexities = ["SIMPLE", "MEDIUM", "COMPLEX", "REASONING"]

  static func files(_ job: ExportJob) throws(ExportError) -> [LaunchFile] {
    let tiers = job.tiers.prefix(complexities.count)
    var variables = Variables()
    var models: [YAMLNode] = []
    var router: [YAMLNode.Field] = [.init("num_retries", 2)]
    var notes: [String] = []
    if let last = tiers.last {
      for tier in tiers {
        models += try entries(tier.plan, name: tier.name, prefix: tier.name, &variables)
      }
      let sorted = complexities.enumerated().map { place, complexity in
        YAMLNode.Field(complexity, .text(tiers.dropFirst(place).first?.name ?? last.name))
      }
      models.append([
        "model_name": .text(routerName),
        "litellm_params": [
          "model": "auto_router/complexity_router",
          "complexity_router_config": ["tiers": .fields(sorted)],
          "complexity_router_default_model": .text(last.name),
        ],
      ])
      // What fails in one tier goes to those above it.
      let fallbacks = tiers.indices.dropLast().map { place in
        YAMLNode.fields([
          .init(
            tiers[place].name, .list(tiers[(place + 1)...].map { .text($0.name) }))
        ])
      }
      if !fallbacks.isEmpty { router.append(.init("fallbacks", .list(Array(fallbacks)))) }
      notes.append("Requests to the model '\(routerName)' are sorted by how complex they are.")
    } else {
      models = try entries(job.plan, name: job.plan.model, prefix: "", &variables)
    }
    notes += variables.notes
    var count = 1
    if case .server(let server) = job.plan.means { count = server.replicas }
    let tree: YAMLNode = [
      "model_list": .list(models), "router_settings": .fields(router),
      "litellm_settings": ["drop_params": true],
      "general_settings": ["master_key": "os.environ/LITELLM_MASTER_KEY"],
    ]
    let header =
      tiers.isEmpty
      ? Header.lines(job, replicas: count, notes: notes)
      : Header.lines(tiers: Array(tiers), job, notes: notes)
    return [LaunchFile(path: "litellm.yaml", text: try job.yaml(tree, comment: header))]
  }

  /// Variables of the environment that the configuration reads, with what they hold.
  private struct Variables {
    var notes = ["LITELLM_MASTER_KEY is the key that the router's own users need."]

    mutating func name(_ prefix: String, _ suffix: String, holds: String) -> YAMLNode {
      let words = prefix.isEmpty ? suffix : prefix + "_" + suffix
      var name = ""
      for scalar in words.unicodeScalars {
        let isKept = scalar.isASCII && (scalar.properties.isAlphabetic || "0"..."9" ~= scalar)
        name += isKept ? String(scalar).uppercased() : "_"
      }
      if name.unicodeScalars.first.map({ "0"..."9" ~= $0 }) ?? true { name = "_" + name }
      notes.append("\(name) is \(holds).")
      return .text("os.environ/" + name)
    }
  }

  /// Replicas beyond this stand behind a balancer of their own.
  private static let replicaLimit = 16

  private static func entries(
    _ plan: LaunchPlan, name: String, prefix: String, _ variables: inout Variables
  ) throws(ExportError) -> [YAMLNode] {
    // LiteLLM takes such texts for variables of its environment, wherever they stand.
    if name.hasPrefix("os.environ/") {
      throw .name(name, reason: "would be read as a variable of the environment by LiteLLM")
    }
    switch plan.means {
    case .service(let service):
      var parameters: [YAMLNode.Field] = [.init("model", .text(plan.model))]
      if service.providerKey == nil {
        // No provider that LiteLLM knows by name: an endpoint with OpenAI's protocol.
        parameters = [
          .init("model", .text("openai/" + plan.model)),
          .init(
            "api_base",
            variables.name(
              prefix, "API_BASE", holds: "the address of \(service.provider), ending in /v1")),
          .init(
            "api_key",
            variables.name(prefix, "API_KEY", holds: "the key of \(service.provider)")),
        ]
      } else {
        variables.notes.append(
          "The keys of \(service.provider) come from the variables that LiteLLM documents for it.")
      }
      return [["model_name": .text(name), "litellm_params": .fields(parameters)]]
    case .server(let server):
      let count = server.replicas <= replicaLimit ? server.replicas : 1
      return (0..<count).map { index in
        let suffix = count == 1 ? "API_BASE" : "API_BASE_\(index + 1)"
        let whose =
          server.replicas > replicaLimit
          ? "the balancer before the \(server.replicas) replicas"
          : count == 1 ? "the server" : "replica \(index + 1)"
        let sequences = server.settings.sequences * (server.replicas / count)
        return [
          "model_name": .text(name),
          "litellm_params": [
            "model": .text("openai/" + plan.model),
            "api_base": variables.name(
              prefix, suffix, holds: "the address of \(whose), such as http://10.0.0.5:8000/v1"),
            "api_key": "none", "max_parallel_requests": .integer(sequences),
          ],
        ]
      }
    }
  }
}
