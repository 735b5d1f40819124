import StructuredText

/// Plans as files that tools start them from.
public enum Export {
  /// The files of one plan.
  /// - Parameters:
  ///   - answer: the plan, with its tiers where traffic is split.
  ///   - tier: the name of the tier that is launched; `nil` launches the plan itself, and makes
  ///     LiteLLM a router over all tiers.
  ///   - names: what tools call devices, providers and images.
  ///   - planFile: where the plan lies, for the command that checks it.
  /// - Throws: ``ExportError``: for a tool that cannot run the plan, with what could; for names that
  ///   no command line carries.
  public static func files(
    _ answer: PlannedAnswer, to format: ExportFormat, tier: String? = nil,
    options: ExportOptions = ExportOptions(), names: LaunchNames, planFile: String
  ) throws(ExportError) -> [LaunchFile] {
    var job = ExportJob(
      format: format, plan: answer.plan, tiers: answer.tiers, options: options, names: names,
      planFile: planFile)
    if let tier {
      guard let found = answer.tiers.first(where: { $0.name == tier }) else {
        throw .noSuchTier(tier, accepted: answer.tiers.map(\.name))
      }
      job.plan = found.plan
      job.tiers = []
    }
    for name in [job.plan.model, options.checkpoint, options.drafts?.model, options.image] {
      if let name { try requireArgument(name) }
    }
    return switch format {
    case .vllm, .sglang, .trtllm, .llamaCpp, .mlx: try EngineFiles.files(job)
    case .ollama: try OllamaFiles.files(job)
    case .dockerCompose: try ComposeFiles.files(job)
    case .kubernetes: try KubernetesFiles.files(job)
    case .kserve: try KServeFiles.files(job)
    case .rayServe: try RayServeFiles.files(job)
    case .skypilot: try SkyPilotFiles.files(job)
    case .litellm: try LiteLLMFiles.files(job)
    case .triton: try TritonFiles.files(job)
    }
  }

  /// Refuses what no quoting helps: programs take a leading hyphen for an option, and a NUL ends a
  /// word of a command line.
  private static func requireArgument(_ name: String) throws(ExportError) {
    if name.isEmpty { throw .name(name, reason: "is empty") }
    if name.utf8.first == UInt8(ascii: "-") {
      throw .name(name, reason: "begins with a hyphen, which programs take for an option")
    }
    if name.utf8.contains(0) { throw .name(name, reason: "holds a NUL, which ends a word") }
  }
}
