import Catalog
import StructuredText
import Testing

@testable import LaunchFiles

/// What cannot be launched is refused with the reason and with what would do.
@Suite struct RefusalTests {
  private func words(
    _ rank: Int, _ format: ExportFormat, tier: String? = nil, model: String? = nil,
    options: ExportOptions = ExportOptions()
  ) -> String {
    do {
      _ = try Samples.files(rank, format, tier: tier, model: model, options: options)
      return ""
    } catch { return "\(error)" }
  }

  @Test(
    "An API runs nowhere but behind a router",
    arguments: ExportFormat.allCases.filter { $0 != .litellm })
  func services(format: ExportFormat) {
    let words = words(7, format)
    #expect(words.contains("\(format.title) cannot run this plan"))
    #expect(words.contains("DeepInfra") && words.contains("--to litellm"))
  }

  @Test(
    "Containers do not reach a Mac",
    arguments: [
      ExportFormat.dockerCompose, .kubernetes, .kserve, .skypilot,
    ])
  func metal(format: ExportFormat) {
    let words = words(6, format)
    #expect(words.contains("containers do not reach the M4 Max") && words.contains("--to mlx"))
  }

  @Test(
    "An engine does not start what was planned for another",
    arguments: [
      (1, ExportFormat.sglang, "--to vllm"), (4, .vllm, "--to llama.cpp"),
      (5, .vllm, "--to ollama"),
      (6, .llamaCpp, "--to mlx"), (2, .triton, "--to sglang"), (3, .rayServe, "--to trtllm"),
      (1, .ollama, "--to vllm"), (5, .kubernetes, "--to ollama"), (8, .triton, "--to vllm"),
    ])
  func engines(rank: Int, format: ExportFormat, instead: String) {
    #expect(words(rank, format).contains(instead))
  }

  @Test(
    "GGUF and bitsandbytes need plug-ins of vLLM",
    arguments: ["gguf-q4_k_m", "nf4", "bnb-int8"], [ExportFormat.vllm, .triton, .rayServe, .kserve])
  func weights(weights: String, format: ExportFormat) throws {
    var answer = try Samples.answer(1)
    guard case .server(var server) = answer.plan.means else { return }
    server.weights = weights
    answer.plan.means = .server(server)
    let error = #expect(throws: ExportError.self) {
      _ = try Export.files(
        answer, to: format, names: try .init(.init()), planFile: "plan.json")
    }
    #expect(error?.description.contains("without a plug-in") == true)
  }

  @Test("A replica that spans machines is refused")
  func machines() throws {
    var answer = try Samples.answer(1)
    guard case .server(var server) = answer.plan.means else { return }
    server.place.devices = 2
    answer.plan.means = .server(server)
    let error = #expect(throws: ExportError.self) {
      _ = try Export.files(
        answer, to: .kubernetes, names: try .init(.init()), planFile: "plan.json")
    }
    #expect(error?.description.contains("takes 4 devices and a machine has 2") == true)
  }

  @Test("What an engine has not is not written")
  func settings() {
    let drafts = ExportOptions(drafts: .init(tokens: 3))
    #expect(words(5, .ollama, options: drafts).contains("no speculative decoding"))
    #expect(words(6, .mlx, options: drafts).contains("--draft-model"))
  }

  @Test("Names that no quoting helps are refused", arguments: ["-rf", "--help", "", "a\u{0}b"])
  func names(name: String) {
    for (format, rank) in Samples.launchable {
      #expect(words(rank, format, model: name).contains("the name"), "\(format)")
    }
    #expect(words(1, .vllm, options: .init(checkpoint: name)).contains("the name"))
  }

  @Test("LiteLLM is given no name that it would read from its environment")
  func environment() {
    #expect(words(7, .litellm, model: "os.environ/SECRET").contains("variable of the environment"))
  }

  @Test("Tiers are named as they are")
  func tiers() throws {
    #expect(words(1, .vllm, tier: "hard").contains("accepted: simple, medium, complex"))
    #expect(
      Samples.text(try Samples.files(1, .vllm, tier: "medium"), "serve.sh")
        .contains("vllm serve Qwen/Qwen3-32B"))
  }
}
