import Catalog
import Testing

/// The built-in catalogs, read once for the suites of this target.
let catalog: Catalog = {
  do throws(CatalogError) {
    return try Catalog(CatalogFiles())
  } catch {
    preconditionFailure(error.description)
  }
}()

@Suite struct ParameterCounts {
  /// Rows whose published total is a round name ("109B"), counts a vision tower that the row does
  /// not state, or an MTP head.
  static let rounded: Set = [
    "Qwen/Qwen3-VL-8B-Instruct", "Qwen/Qwen3-VL-30B-A3B-Instruct", "Qwen/Qwen3.5-27B",
    "google/gemma-4-26B-A4B", "XiaomiMiMo/MiMo-7B-Base",
  ]

  @Test func everyRowIsRead() {
    #expect(catalog.models.count >= 112)
    #expect(catalog.accelerators.count >= 189)
    #expect(catalog.weightFormats.count >= 45)
    #expect(catalog.engines.count >= 12)
  }

  @Test(arguments: catalog.models)
  func countAgreesWithThePublishedTotal(model: ModelArchitecture) {
    guard let published = model.publishedParameters, !Self.rounded.contains(model.id) else {
      return
    }
    let computed = ParameterInventory(model).computedTotal
    #expect(abs(computed / published - 1) <= 0.015, "\(model.id): \(computed / 1e9) B")
  }

  @Test(arguments: catalog.models)
  func noLayerIsLost(model: ModelArchitecture) {
    let inventory = ParameterInventory(model)
    #expect(inventory.total >= inventory.computedTotal)
    #expect(inventory.activeTotal <= inventory.total * 1.0001 || model.tiesEmbeddings)
    #expect(inventory.total.isFinite && inventory.total > 0)
  }
}

@Suite struct GGUFSizes {
  /// File sizes over parameter counts as llama.cpp's own README measured them for Llama-3-8B
  /// (tools/perplexity/README.md, rev f364eb6f): files that we did not make.
  @Test(arguments: [
    ("gguf-q8_0", 8.515), ("gguf-q6_k", 6.568), ("gguf-q5_k_m", 5.701), ("gguf-q5_k_s", 5.573),
    ("gguf-q5_1", 6.044), ("gguf-q5_0", 5.573), ("gguf-q4_k_m", 4.899), ("gguf-q4_k_s", 4.675),
    ("gguf-q4_1", 5.113), ("gguf-q4_0", 4.642), ("gguf-iq4_nl", 4.653), ("gguf-iq4_xs", 4.429),
    ("gguf-q3_k_l", 4.311), ("gguf-q3_k_m", 4.001), ("gguf-q3_k_s", 3.648), ("gguf-iq3_m", 3.776),
    ("gguf-iq3_s", 3.658), ("gguf-iq3_xs", 3.509), ("gguf-iq3_xxs", 3.263), ("gguf-q2_k", 3.166),
    ("gguf-iq2_m", 2.931), ("gguf-iq2_s", 2.738), ("gguf-iq2_xs", 2.599), ("gguf-iq2_xxs", 2.396),
    ("gguf-iq1_m", 2.150), ("gguf-iq1_s", 2.011),
  ])
  func bitsPerWeightOfLlama3(format: String, measured: Double) throws {
    let model = try catalog.model("meta-llama/Meta-Llama-3-8B")
    let inventory = ParameterInventory(model)
    let bytes = try catalog.weightFormat(format).bytes(inventory, of: model)
    let bits = TensorRole.allCases.reduce(0) { $0 + bytes[$1] } * 8 / inventory.total
    #expect(abs(bits / measured - 1) < 0.015, "\(format): \(bits) against \(measured)")
  }
}

@Suite struct Names {
  @Test(arguments: [
    ("4090", "rtx-4090"), ("RTX4090", "rtx-4090"), ("NVIDIA GeForce RTX 4090", "rtx-4090"),
    ("a100 80gb", "a100-sxm-80"), ("A100-SXM-80GB", "a100-sxm-80"), ("A100 40GB", "a100-sxm-40"),
    ("H100-SXM-80GB", "h100-sxm"), ("h100", "h100-sxm"), ("H100 PCIe", "h100-pcie"),
    ("H200-SXM-141GB", "h200-sxm"), ("3060", "rtx-3060-12"), ("rtx 3060 ti", "rtx-3060-ti"),
    ("4070", "rtx-4070"), ("4070 ti super", "rtx-4070-ti-super"), ("T4", "t4"),
    ("m2 ultra 128gb", "m2-ultra-128"), ("M4 Max 128GB", "m4-max-40c-128"),
    ("Raspberry Pi 5", "rpi5-8"), ("MI300X", "mi300x"), ("MI300X-192GB", "mi300x"),
    ("B200", "b200"), ("Jetson AGX Orin", "jetson-agx-orin-64"), ("l4", "l4"), ("L40S", "l40s"),
    ("rx 7900 xtx", "rx-7900-xtx"), ("strix halo", "ryzen-ai-max-395"),
  ])
  func acceleratorsAsPeopleTypeThem(name: String, id: String) throws {
    #expect(try catalog.accelerator(name).id == id)
  }

  @Test(arguments: [
    ("llama-3.1-8b", "meta-llama/Llama-3.1-8B"),
    ("meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B"),
    ("llama3.1:8b", "meta-llama/Llama-3.1-8B"), ("7B", "meta-llama/Llama-2-7b-hf"),
    ("13b", "meta-llama/Llama-2-13b-hf"), ("70b", "meta-llama/Llama-2-70b-hf"),
    ("qwen3-8b", "Qwen/Qwen3-8B"), ("Qwen3 30B A3B", "Qwen/Qwen3-30B-A3B"),
    ("mixtral 8x7b", "mistralai/Mixtral-8x7B-v0.1"), ("gpt-oss-120b", "openai/gpt-oss-120b"),
    ("deepseek-v3", "deepseek-ai/DeepSeek-V3"), ("deepseek r1", "deepseek-ai/DeepSeek-R1"),
    ("llama 3 8b", "meta-llama/Meta-Llama-3-8B"), ("phi-4", "microsoft/phi-4"),
    ("unsloth/Qwen3-8B", "Qwen/Qwen3-8B"), ("gemma 3 27b", "google/gemma-3-27b-it"),
    ("mistral-7b", "mistralai/Mistral-7B-v0.1"), ("llama-2-7b-chat", "meta-llama/Llama-2-7b-hf"),
  ])
  func modelsAsPeopleTypeThem(name: String, id: String) throws {
    #expect(try catalog.model(name).id == id)
  }

  @Test(arguments: [
    ("q4_k_m", "gguf-q4_k_m"), ("Q4_K_M", "gguf-q4_k_m"), ("fp8", "fp8"), ("FP16", "fp16"),
    ("int8", "w8a8-int8"), ("int4", "awq-int4"), ("awq", "awq-int4"), ("q8_0", "gguf-q8_0"),
    ("4bit", "mlx-4bit"), ("gguf-f16", "gguf-f16"), ("nvfp4", "nvfp4"), ("bf16", "bf16"),
  ])
  func weightFormatsAsPeopleTypeThem(name: String, id: String) throws {
    #expect(try catalog.weightFormat(name).id == id)
  }

  @Test func anAmbiguousNameListsWhatItCouldMean() {
    #expect(throws: CatalogError.self) { try catalog.accelerator("a100") }
    do throws(CatalogError) {
      _ = try catalog.accelerator("a100")
    } catch {
      #expect(error.description.contains("a100-sxm-40"))
      #expect(error.description.contains("ambiguous"))
    }
  }

  @Test func anUnknownNameSuggestsTheNearest() {
    do throws(CatalogError) {
      _ = try catalog.model("llama-3.1-9b")
      Issue.record("a model that does not exist was found")
    } catch {
      #expect(error.description.contains("meta-llama/Llama-3.1-8B"))
    }
    #expect(throws: CatalogError.self) { try catalog.accelerator("") }
    #expect(throws: CatalogError.self) { try catalog.accelerator("quantum-9000") }
  }

  /// Every row answers to its own id and to its own name.
  @Test func everyRowIsFoundByItsId() throws {
    for model in catalog.models { #expect(try catalog.model(model.id).id == model.id) }
    for device in catalog.accelerators {
      #expect(try catalog.accelerator(device.id).id == device.id)
      #expect(try catalog.accelerator(device.name).id == device.id)
    }
    for format in catalog.weightFormats {
      #expect(try catalog.weightFormat(format.id).id == format.id)
    }
    for engine in catalog.engines { #expect(try catalog.engine(engine.id).id == engine.id) }
  }
}
