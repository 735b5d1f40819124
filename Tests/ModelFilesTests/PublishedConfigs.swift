/// Configurations as published, cut to the fields that say something about the shape.
///
/// Most come from the configurations that PyPI's aiconfigurator-core 0.12.0 carries; the others
/// are written down from the models' public `config.json`.
enum PublishedConfigs {
  static let all: [String: String] = [
    "CohereLabs/c4ai-command-r-v01": """
    {"model_type": "cohere", "hidden_size": 8192, "intermediate_size": 22528, "num_hidden_layers":
    40, "num_attention_heads": 64, "num_key_value_heads": 64, "vocab_size": 256000,
    "max_position_embeddings": 8192, "model_max_length": 131072, "torch_dtype": "float16"}
    """,
    "EleutherAI/gpt-j-6b": """
    {"model_type": "gptj", "n_embd": 4096, "n_layer": 28, "n_head": 16, "n_inner": null,
    "n_positions": 2048, "vocab_size": 50400, "tie_word_embeddings": false, "torch_dtype":
    "float32"}
    """,
    "EleutherAI/gpt-neox-20b": """
    {"model_type": "gpt_neox", "hidden_size": 6144, "intermediate_size": 24576,
    "num_hidden_layers": 44, "num_attention_heads": 64, "max_position_embeddings": 2048,
    "vocab_size": 50432, "tie_word_embeddings": false, "torch_dtype": "float16"}
    """,
    "HuggingFaceTB/SmolLM2-135M-Instruct": """
    {"model_type": "llama", "hidden_size": 576, "intermediate_size": 1536, "num_hidden_layers":
    30, "num_attention_heads": 9, "num_key_value_heads": 3, "vocab_size": 49152,
    "max_position_embeddings": 8192, "tie_word_embeddings": true, "torch_dtype": "bfloat16"}
    """,
    "HuggingFaceTB/SmolLM3-3B": """
    {"model_type": "smollm3", "hidden_size": 2048, "intermediate_size": 11008,
    "num_hidden_layers": 36, "num_attention_heads": 16, "num_key_value_heads": 4, "vocab_size":
    128256, "max_position_embeddings": 65536, "max_window_layers": 28, "no_rope_layer_interval":
    4, "sliding_window": null, "use_sliding_window": false, "torch_dtype": "bfloat16"}
    """,
    "MiniMaxAI/MiniMax-M2.5": """
    {"model_type": "minimax_m2", "num_hidden_layers": 62, "hidden_size": 3072,
    "num_attention_heads": 48, "num_key_value_heads": 8, "head_dim": 128, "intermediate_size":
    1536, "vocab_size": 200064, "num_experts_per_tok": 8, "num_local_experts": 256,
    "max_position_embeddings": 196608, "tie_word_embeddings": false, "shared_intermediate_size":
    0, "quantization_config": {"quant_method": "fp8", "fmt": "float8_e4m3fn", "weight_block_size":
    [128, 128]}}
    """,
    "Qwen/Qwen2-57B-A14B-Instruct": """
    {"model_type": "qwen2_moe", "hidden_size": 3584, "intermediate_size": 18944,
    "moe_intermediate_size": 2560, "shared_expert_intermediate_size": 20480, "num_experts": 64,
    "num_experts_per_tok": 8, "decoder_sparse_step": 1, "num_hidden_layers": 28,
    "num_attention_heads": 28, "num_key_value_heads": 4, "vocab_size": 151936,
    "max_position_embeddings": 32768, "use_sliding_window": false, "tie_word_embeddings": false,
    "torch_dtype": "bfloat16"}
    """,
    "Qwen/Qwen2.5-7B-Instruct": """
    {"model_type": "qwen2", "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers":
    28, "num_attention_heads": 28, "num_key_value_heads": 4, "vocab_size": 152064,
    "max_position_embeddings": 32768, "sliding_window": 131072, "use_sliding_window": false,
    "max_window_layers": 28, "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
    """,
    "Qwen/Qwen2.5-VL-7B-Instruct": """
    {"model_type": "qwen2_5_vl", "hidden_size": 3584, "intermediate_size": 18944,
    "num_hidden_layers": 28, "num_attention_heads": 28, "num_key_value_heads": 4, "vocab_size":
    152064, "max_position_embeddings": 128000, "sliding_window": 32768, "use_sliding_window":
    false, "max_window_layers": 28, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
    "vision_config": {"depth": 32, "hidden_act": "silu", "hidden_size": 1280, "intermediate_size":
    3420, "num_heads": 16, "in_chans": 3, "out_hidden_size": 3584, "patch_size": 14,
    "spatial_merge_size": 2, "temporal_patch_size": 2, "window_size": 112}}
    """,
    "Qwen/Qwen3-30B-A3B": """
    {"decoder_sparse_step": 1, "head_dim": 128, "hidden_size": 2048, "intermediate_size": 6144,
    "max_position_embeddings": 40960, "max_window_layers": 48, "mlp_only_layers": [],
    "model_type": "qwen3_moe", "moe_intermediate_size": 768, "num_attention_heads": 32,
    "num_experts": 128, "num_experts_per_tok": 8, "num_hidden_layers": 48, "num_key_value_heads":
    4, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "use_sliding_window": false,
    "vocab_size": 151936}
    """,
    "Qwen/Qwen3-8B": """
    {"head_dim": 128, "hidden_size": 4096, "intermediate_size": 12288, "max_position_embeddings":
    40960, "max_window_layers": 36, "model_type": "qwen3", "num_attention_heads": 32,
    "num_hidden_layers": 36, "num_key_value_heads": 8, "tie_word_embeddings": false,
    "torch_dtype": "bfloat16", "use_sliding_window": false, "vocab_size": 151936}
    """,
    "Qwen/Qwen3-Next-80B-A3B-Instruct": """
    {"model_type": "qwen3_next", "hidden_size": 2048, "intermediate_size": 5120,
    "moe_intermediate_size": 512, "shared_expert_intermediate_size": 512, "num_experts": 512,
    "num_experts_per_tok": 10, "decoder_sparse_step": 1, "full_attention_interval": 4,
    "num_hidden_layers": 48, "num_attention_heads": 16, "num_key_value_heads": 2, "head_dim": 256,
    "linear_conv_kernel_dim": 4, "linear_key_head_dim": 128, "linear_num_key_heads": 16,
    "linear_num_value_heads": 32, "linear_value_head_dim": 128, "mlp_only_layers": [],
    "vocab_size": 151936, "max_position_embeddings": 262144, "use_sliding_window": false,
    "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
    """,
    "Qwen/Qwen3-VL-30B-A3B-Instruct": """
    {"model_type": "qwen3_vl_moe", "text_config": {"decoder_sparse_step": 1, "dtype": "bfloat16",
    "head_dim": 128, "hidden_size": 2048, "intermediate_size": 6144, "max_position_embeddings":
    262144, "mlp_only_layers": [], "model_type": "qwen3_vl_moe_text", "moe_intermediate_size":
    768, "num_attention_heads": 32, "num_experts": 128, "num_experts_per_tok": 8,
    "num_hidden_layers": 48, "num_key_value_heads": 4, "vocab_size": 151936},
    "tie_word_embeddings": false, "vision_config": {"deepstack_visual_indexes": [8, 16, 24],
    "depth": 27, "hidden_size": 1152, "intermediate_size": 4304, "model_type": "qwen3_vl_moe",
    "num_position_embeddings": 2304, "out_hidden_size": 2048, "patch_size": 16,
    "spatial_merge_size": 2, "temporal_patch_size": 2}}
    """,
    "Qwen/Qwen3.5-35B-A3B": """
    {"model_type": "qwen3_5_moe", "text_config": {"attn_output_gate": true, "dtype": "bfloat16",
    "full_attention_interval": 4, "head_dim": 256, "hidden_size": 2048, "linear_conv_kernel_dim":
    4, "linear_key_head_dim": 128, "linear_num_key_heads": 16, "linear_num_value_heads": 32,
    "linear_value_head_dim": 128, "max_position_embeddings": 262144, "mlp_only_layers": [],
    "model_type": "qwen3_5_moe_text", "moe_intermediate_size": 512, "num_attention_heads": 16,
    "num_experts": 256, "num_experts_per_tok": 8, "num_hidden_layers": 40, "num_key_value_heads":
    2, "shared_expert_intermediate_size": 512, "vocab_size": 248320}, "tie_word_embeddings":
    false, "vision_config": {"deepstack_visual_indexes": [], "depth": 27, "hidden_size": 1152,
    "intermediate_size": 4304, "model_type": "qwen3_5_moe", "num_position_embeddings": 2304,
    "out_hidden_size": 2048, "patch_size": 16, "spatial_merge_size": 2, "temporal_patch_size": 2}}
    """,
    "THUDM/glm-4-9b-chat": """
    {"model_type": "chatglm", "hidden_size": 4096, "ffn_hidden_size": 13696, "kv_channels": 128,
    "num_layers": 40, "num_attention_heads": 32, "multi_query_attention": true,
    "multi_query_group_num": 2, "padded_vocab_size": 151552, "vocab_size": 151552, "seq_length":
    131072, "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
    """,
    "allenai/OLMo-2-1124-7B-Instruct": """
    {"model_type": "olmo2", "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers":
    32, "num_attention_heads": 32, "num_key_value_heads": 32, "vocab_size": 100352,
    "max_position_embeddings": 4096, "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
    """,
    "bigscience/bloom-7b1": """
    {"model_type": "bloom", "n_embed": 4096, "n_layer": 30, "num_attention_heads": 32,
    "seq_length": 2048, "vocab_size": 250880}
    """,
    "deepseek-ai/DeepSeek-V2-Lite": """
    {"model_type": "deepseek_v2", "hidden_size": 2048, "intermediate_size": 10944,
    "moe_intermediate_size": 1408, "n_routed_experts": 64, "n_shared_experts": 2,
    "num_experts_per_tok": 6, "first_k_dense_replace": 1, "moe_layer_freq": 1,
    "num_hidden_layers": 27, "num_attention_heads": 16, "num_key_value_heads": 16, "kv_lora_rank":
    512, "q_lora_rank": null, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
    "vocab_size": 102400, "max_position_embeddings": 163840, "tie_word_embeddings": false,
    "torch_dtype": "bfloat16"}
    """,
    "deepseek-ai/DeepSeek-V3": """
    {"first_k_dense_replace": 3, "hidden_size": 7168, "intermediate_size": 18432, "kv_lora_rank":
    512, "max_position_embeddings": 163840, "model_type": "deepseek_v3", "moe_intermediate_size":
    2048, "moe_layer_freq": 1, "n_routed_experts": 256, "n_shared_experts": 1,
    "num_attention_heads": 128, "num_experts_per_tok": 8, "num_hidden_layers": 61,
    "num_key_value_heads": 128, "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim":
    64, "quantization_config": {"fmt": "e4m3", "quant_method": "fp8", "weight_block_size": [128,
    128]}, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "v_head_dim": 128,
    "vocab_size": 129280}
    """,
    "deepseek-ai/DeepSeek-V3.2": """
    {"first_k_dense_replace": 3, "hidden_size": 7168, "intermediate_size": 18432, "kv_lora_rank":
    512, "max_position_embeddings": 163840, "model_type": "deepseek_v32", "moe_intermediate_size":
    2048, "moe_layer_freq": 1, "n_routed_experts": 256, "n_shared_experts": 1,
    "num_attention_heads": 128, "num_experts_per_tok": 8, "num_hidden_layers": 61,
    "num_key_value_heads": 128, "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim":
    64, "quantization_config": {"fmt": "e4m3", "quant_method": "fp8", "weight_block_size": [128,
    128]}, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "v_head_dim": 128,
    "vocab_size": 129280}
    """,
    "facebook/opt-6.7b": """
    {"model_type": "opt", "hidden_size": 4096, "ffn_dim": 16384, "num_hidden_layers": 32,
    "num_attention_heads": 32, "max_position_embeddings": 2048, "vocab_size": 50272,
    "word_embed_proj_dim": 4096, "torch_dtype": "float16"}
    """,
    "google/gemma-2-9b-it": """
    {"model_type": "gemma2", "hidden_size": 3584, "intermediate_size": 14336, "num_hidden_layers":
    42, "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 256, "vocab_size":
    256000, "max_position_embeddings": 8192, "sliding_window": 4096, "sliding_window_size": 4096,
    "torch_dtype": "bfloat16"}
    """,
    "google/gemma-3-27b-it": """
    {"model_type": "gemma3", "torch_dtype": "bfloat16", "text_config": {"model_type":
    "gemma3_text", "hidden_size": 5376, "intermediate_size": 21504, "num_hidden_layers": 62,
    "num_attention_heads": 32, "num_key_value_heads": 16, "head_dim": 128,
    "query_pre_attn_scalar": 168, "sliding_window": 1024}, "vision_config": {"model_type":
    "siglip_vision_model", "hidden_size": 1152, "image_size": 896, "intermediate_size": 4304,
    "num_attention_heads": 16, "num_hidden_layers": 27, "patch_size": 14, "vision_use_head":
    false}}
    """,
    "google/gemma-3-4b-it": """
    {"model_type": "gemma3", "torch_dtype": "bfloat16", "text_config": {"model_type":
    "gemma3_text", "hidden_size": 2560, "intermediate_size": 10240, "num_hidden_layers": 34,
    "sliding_window": 1024}, "vision_config": {"model_type": "siglip_vision_model", "hidden_size":
    1152, "image_size": 896, "intermediate_size": 4304, "num_attention_heads": 16,
    "num_hidden_layers": 27, "patch_size": 14, "vision_use_head": false}}
    """,
    "google/gemma-4-26B-A4B": """
    {"dtype": "bfloat16", "model_type": "gemma4", "text_config": {"attention_k_eq_v": true,
    "dtype": "bfloat16", "enable_moe_block": true, "global_head_dim": 512, "head_dim": 256,
    "hidden_size": 2816, "hidden_size_per_layer_input": 0, "intermediate_size": 2112,
    "layer_types": ["sliding_attention", "sliding_attention", "sliding_attention",
    "sliding_attention", "sliding_attention", "full_attention", "sliding_attention",
    "sliding_attention", "sliding_attention", "sliding_attention", "sliding_attention",
    "full_attention", "sliding_attention", "sliding_attention", "sliding_attention",
    "sliding_attention", "sliding_attention", "full_attention", "sliding_attention",
    "sliding_attention", "sliding_attention", "sliding_attention", "sliding_attention",
    "full_attention", "sliding_attention", "sliding_attention", "sliding_attention",
    "sliding_attention", "sliding_attention", "full_attention"], "max_position_embeddings":
    262144, "model_type": "gemma4_text", "moe_intermediate_size": 704, "num_attention_heads": 16,
    "num_experts": 128, "num_global_key_value_heads": 2, "num_hidden_layers": 30,
    "num_key_value_heads": 8, "sliding_window": 1024, "tie_word_embeddings": true,
    "top_k_experts": 8, "vocab_size": 262144}, "tie_word_embeddings": true, "vision_config":
    {"dtype": "bfloat16", "global_head_dim": 72, "head_dim": 72, "hidden_size": 1152,
    "intermediate_size": 4304, "max_position_embeddings": 131072, "model_type": "gemma4_vision",
    "num_attention_heads": 16, "num_hidden_layers": 27, "num_key_value_heads": 16, "patch_size":
    16, "position_embedding_size": 10240}}
    """,
    "llava-hf/llava-1.5-7b-hf": """
    {"model_type": "llava", "image_token_index": 32000, "tie_word_embeddings": false,
    "torch_dtype": "float16", "text_config": {"_name_or_path": "lmsys/vicuna-7b-v1.5",
    "max_position_embeddings": 4096, "model_type": "llama", "torch_dtype": "float16",
    "vocab_size": 32064}, "vision_config": {"hidden_size": 1024, "image_size": 336,
    "intermediate_size": 4096, "model_type": "clip_vision_model", "num_attention_heads": 16,
    "num_hidden_layers": 24, "patch_size": 14, "projection_dim": 768}}
    """,
    "meta-llama/Llama-3.1-8B": """
    {"hidden_size": 4096, "intermediate_size": 14336, "max_position_embeddings": 131072,
    "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 32,
    "num_key_value_heads": 8, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
    "vocab_size": 128256}
    """,
    "meta-llama/Llama-3.2-11B-Vision": """
    {"model_type": "mllama", "torch_dtype": "bfloat16", "text_config": {"model_type":
    "mllama_text_model", "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 40,
    "num_attention_heads": 32, "num_key_value_heads": 8, "cross_attention_layers": [3, 8, 13, 18,
    23, 28, 33, 38], "vocab_size": 128256, "max_position_embeddings": 131072,
    "tie_word_embeddings": false}, "vision_config": {"model_type": "mllama_vision_model",
    "hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32, "num_global_layers":
    8, "attention_heads": 16, "patch_size": 14, "image_size": 448, "max_num_tiles": 4,
    "vision_output_dim": 7680}}
    """,
    "meta-llama/Llama-4-Scout-17B-16E-Instruct": """
    {"model_type": "llama4", "text_config": {"attention_chunk_size": 8192, "head_dim": 128,
    "hidden_size": 5120, "interleave_moe_layer_step": 1, "intermediate_size": 8192,
    "intermediate_size_mlp": 16384, "max_position_embeddings": 10485760, "model_type":
    "llama4_text", "num_attention_heads": 40, "num_experts_per_tok": 1, "num_hidden_layers": 48,
    "num_key_value_heads": 8, "num_local_experts": 16, "torch_dtype": "bfloat16", "vocab_size":
    202048}, "torch_dtype": "bfloat16"}
    """,
    "microsoft/Phi-3-mini-4k-instruct": """
    {"model_type": "phi3", "hidden_size": 3072, "intermediate_size": 8192, "num_hidden_layers":
    32, "num_attention_heads": 32, "num_key_value_heads": 32, "vocab_size": 32064,
    "max_position_embeddings": 4096, "sliding_window": 2047, "tie_word_embeddings": false,
    "torch_dtype": "bfloat16"}
    """,
    "microsoft/Phi-3.5-MoE-instruct": """
    {"model_type": "phimoe", "hidden_size": 4096, "intermediate_size": 6400, "num_local_experts":
    16, "num_experts_per_tok": 2, "num_hidden_layers": 32, "num_attention_heads": 32,
    "num_key_value_heads": 8, "vocab_size": 32064, "max_position_embeddings": 131072,
    "sliding_window": 131072, "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
    """,
    "microsoft/phi-4": """
    {"model_type": "phi3", "hidden_size": 5120, "intermediate_size": 17920, "num_hidden_layers":
    40, "num_attention_heads": 40, "num_key_value_heads": 10, "vocab_size": 100352,
    "max_position_embeddings": 16384, "sliding_window": null, "tie_word_embeddings": false,
    "torch_dtype": "bfloat16"}
    """,
    "mistralai/Mamba-Codestral-7B-v0.1": """
    {"model_type": "mamba2", "hidden_size": 4096, "num_hidden_layers": 64, "num_heads": 128,
    "head_dim": 64, "state_size": 128, "n_groups": 8, "expand": 2, "conv_kernel": 4, "vocab_size":
    32768, "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
    """,
    "mistralai/Mistral-7B-Instruct-v0.3": """
    {"model_type": "mistral", "hidden_size": 4096, "intermediate_size": 14336,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size":
    32768, "max_position_embeddings": 32768, "sliding_window": null, "tie_word_embeddings": false,
    "torch_dtype": "bfloat16"}
    """,
    "mistralai/Mistral-7B-v0.1": """
    {"model_type": "mistral", "hidden_size": 4096, "intermediate_size": 14336,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size":
    32000, "max_position_embeddings": 32768, "sliding_window": 4096, "tie_word_embeddings": false,
    "torch_dtype": "bfloat16"}
    """,
    "mistralai/Mixtral-8x7B-v0.1": """
    {"hidden_size": 4096, "intermediate_size": 14336, "max_position_embeddings": 32768,
    "model_type": "mixtral", "num_attention_heads": 32, "num_experts_per_tok": 2,
    "num_hidden_layers": 32, "num_key_value_heads": 8, "num_local_experts": 8,
    "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 32000}
    """,
    "moonshotai/Kimi-K2-Instruct": """
    {"first_k_dense_replace": 1, "hidden_size": 7168, "intermediate_size": 18432, "kv_lora_rank":
    512, "max_position_embeddings": 131072, "model_type": "kimi_k2", "moe_intermediate_size":
    2048, "moe_layer_freq": 1, "n_routed_experts": 384, "n_shared_experts": 1,
    "num_attention_heads": 64, "num_experts_per_tok": 8, "num_hidden_layers": 61,
    "num_key_value_heads": 64, "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim":
    64, "quantization_config": {"fmt": "e4m3", "quant_method": "fp8", "weight_block_size": [128,
    128]}, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "v_head_dim": 128,
    "vocab_size": 163840}
    """,
    "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16": """
    {"conv_kernel": 4, "head_dim": 128, "hidden_size": 2688, "hybrid_override_pattern":
    "MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME", "intermediate_size": 1856,
    "mamba_head_dim": 64, "mamba_num_heads": 64, "max_position_embeddings": 262144, "model_type":
    "nemotron_h", "moe_intermediate_size": 1856, "moe_shared_expert_intermediate_size": 3712,
    "n_groups": 8, "n_routed_experts": 128, "n_shared_experts": 1, "num_attention_heads": 32,
    "num_experts_per_tok": 6, "num_hidden_layers": 52, "num_key_value_heads": 2, "ssm_state_size":
    128, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 131072}
    """,
    "openai-community/gpt2": """
    {"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "n_positions": 1024,
    "n_ctx": 1024, "vocab_size": 50257}
    """,
    "openai/gpt-oss-20b": """
    {"experts_per_token": 4, "head_dim": 64, "hidden_size": 2880, "intermediate_size": 2880,
    "layer_types": ["sliding_attention", "full_attention", "sliding_attention", "full_attention",
    "sliding_attention", "full_attention", "sliding_attention", "full_attention",
    "sliding_attention", "full_attention", "sliding_attention", "full_attention",
    "sliding_attention", "full_attention", "sliding_attention", "full_attention",
    "sliding_attention", "full_attention", "sliding_attention", "full_attention",
    "sliding_attention", "full_attention", "sliding_attention", "full_attention"],
    "max_position_embeddings": 131072, "model_type": "gpt_oss", "num_attention_heads": 64,
    "num_experts_per_tok": 4, "num_hidden_layers": 24, "num_key_value_heads": 8,
    "num_local_experts": 32, "quantization_config": {"quant_method": "mxfp4"}, "sliding_window":
    128, "tie_word_embeddings": false, "vocab_size": 201088}
    """,
    "tiiuae/falcon-40b": """
    {"model_type": "falcon", "hidden_size": 8192, "num_hidden_layers": 60, "num_attention_heads":
    128, "num_kv_heads": 8, "multi_query": true, "new_decoder_architecture": true,
    "parallel_attn": true, "bias": false, "alibi": false, "vocab_size": 65024, "torch_dtype":
    "bfloat16"}
    """,
    "tiiuae/falcon-7b": """
    {"model_type": "falcon", "hidden_size": 4544, "num_hidden_layers": 32, "num_attention_heads":
    71, "num_kv_heads": 71, "multi_query": true, "new_decoder_architecture": false,
    "parallel_attn": true, "bias": false, "alibi": false, "vocab_size": 65024, "torch_dtype":
    "bfloat16"}
    """,
    "zai-org/GLM-4.5-Air": """
    {"model_type": "glm4_moe", "hidden_size": 4096, "intermediate_size": 10944,
    "moe_intermediate_size": 1408, "n_routed_experts": 128, "n_shared_experts": 1,
    "num_experts_per_tok": 8, "first_k_dense_replace": 1, "num_hidden_layers": 46,
    "num_attention_heads": 96, "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151552,
    "max_position_embeddings": 131072, "num_nextn_predict_layers": 1, "tie_word_embeddings":
    false, "torch_dtype": "bfloat16"}
    """,
    "zai-org/GLM-5": """
    {"dtype": "bfloat16", "first_k_dense_replace": 3, "head_dim": 64, "hidden_size": 6144,
    "intermediate_size": 12288, "kv_lora_rank": 512, "max_position_embeddings": 202752,
    "moe_intermediate_size": 2048, "moe_layer_freq": 1, "model_type": "glm_moe_dsa",
    "n_routed_experts": 256, "n_shared_experts": 1, "num_attention_heads": 64,
    "num_experts_per_tok": 8, "num_hidden_layers": 78, "num_key_value_heads": 64, "q_lora_rank":
    2048, "qk_nope_head_dim": 192, "qk_rope_head_dim": 64, "tie_word_embeddings": false,
    "v_head_dim": 256, "vocab_size": 154880}
    """,
  ]
}
