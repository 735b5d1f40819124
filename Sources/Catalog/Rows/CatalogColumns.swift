import StructuredText

/// What the fields of a column are, beyond text.
public enum ColumnKind: Hashable, Sendable {
  case text
  case number
  /// A number of devices that may be a part of one, such as `1/6`.
  case fraction
  /// True or false; empty where nobody says.
  case flag
  /// Several texts with this between them.
  case list(separator: String)

  /// The kind of a column. One name means the same in every catalog file.
  ///
  /// The kinds are stated and not guessed from the rows, so that a user's rows cannot change the
  /// type of a column in answers.
  public init(column: String) {
    self = Self.ofColumn[column] ?? .text
  }

  private static let ofColumn: [String: ColumnKind] = {
    var kinds: [String: ColumnKind] = [:]
    for name in numbers { kinds[String(name)] = .number }
    kinds["gpu_count"] = .fraction
    for name in flags { kinds[String(name)] = .flag }
    for name in [
      "aliases", "recipe", "benchmarks", "tools", "implies", "steps", "was", "claims",
      "compliance",
    ] { kinds[name] = .list(separator: "; ") }
    for name in ["platforms", "weight_families", "default_on", "kinds"] {
      kinds[name] = .list(separator: " ")
    }
    return kinds
  }()

  private static let numbers = """
    params_total_b params_active_b layers hidden heads kv_heads head_dim intermediate vocab \
    max_context sliding_window mla_q_lora_rank mla_kv_lora_rank mla_qk_nope_head_dim \
    mla_qk_rope_head_dim mla_v_head_dim n_experts experts_per_token moe_intermediate \
    n_shared_experts shared_intermediate first_dense_layers linear_key_heads linear_value_heads \
    linear_key_head_dim linear_value_head_dim mamba_heads mamba_head_dim mamba_state mamba_groups \
    conv_width vision_params_b year memory_gb visible_memory_mib driver_reserve_mib \
    usable_fraction memory_bandwidth_gb_s fp32_tflops fp16_dense_tflops bf16_dense_tflops \
    fp8_dense_tflops int8_dense_tops fp4_dense_tflops cores interconnect_gb_s tdp_w msrp_usd \
    advised memory_fraction context_gib host_context_gib context_per_rank_gib \
    logits_copies activation_copies checkpoint_tokens \
    kv_block_tokens max_sequences max_sequences_large max_batched_tokens \
    max_batched_tokens_large gpu_memory_gb_each vcpus on_demand_usd_h spot_usd_h \
    usd_per_second usd_per_hour billing_step_s idle_timeout_s cold_start_s input_usd_per_mtok \
    output_usd_per_mtok cached_input_usd_per_mtok cache_write_usd_per_mtok \
    batch_input_usd_per_mtok batch_output_usd_per_mtok context_tokens max_output_tokens value \
    gco2e_per_kwh ggml_type block_elements block_bytes \
    input_tokens output_tokens cached_share ttft_ms_min ttft_ms_max tpot_ms_min tpot_ms_max \
    e2e_ms_min e2e_ms_max active_fraction requests_per_active_user_min burst_size \
    peak_multiplier requests_per_second score standard_error benchmark_count floor measurements \
    params_m gflops input_side cpu_cores cpu_ghz npu_tops fp32_flops_per_cycle milliseconds batch \
    accuracy device_memory_mb model_memory_mb package_mb executable_mb
    """.split(separator: " ")

  private static let flags = """
    mlp_gated tie_embeddings attention_gate approximate memory_assumed uses_cuda_graphs kv_grows_on_demand \
    supports_tensor_parallel splits_phases needs_expertise supports_vision supports_function_calling scales_to_zero
    """.split(separator: " ")
}

extension CatalogFile {
  /// The column by which a later row replaces an earlier one.
  public var idColumn: String {
    switch self {
    case .models: "hf_id"
    case .apiPrices: "model"
    case .assumptions: "key"
    case .modelAliases: "alias"
    case .carbonIntensity: "country"
    case .quantizationMethods: "format"
    default: "id"
    }
  }

  /// The column that says who published the row.
  public var sourceColumn: String { self == .tools ? "status_source" : "source" }

  /// The id of a row, made of its other columns where the file allows to leave it out.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row without one.
  public func id(of row: CSVTable.Row) throws(CatalogError) -> String {
    if let id = row[idColumn] { return id }
    return switch self {
    case .rentals: try Rental(row).id
    case .serverless: try ServerlessOffer(row).id
    case .tools: try Tool(row).id
    case .taskQuality: try row.required("model") + " " + row.required("task")
    case .qualityLevels: try row.required("level") + " " + row.required("task")
    default: try row.required(idColumn)
    }
  }
}
