import StructuredText

// The fields of an estimate in JSON; ``EstimateAnswer`` says what they are.

extension EstimateAnswer {
  public func write(to json: JSONWriter) {
    json.field("schema", schema)
    json.field("deployment", deployment)
    json.field("workload", workload)
    json.field("results", results)
    json.field("confidence", confidence)
    json.field("assumptions", assumptions)
    json.field("warnings", warnings)
    json.field("sources", sources)
    json.field("explanation", explanation)
  }
}

extension EstimateAnswer.ExplainedGroup {
  public func write(to json: JSONWriter) {
    json.field("title", title)
    json.field("lines", lines)
  }
}

extension EstimateAnswer.ExplainedGroup.Line {
  public func write(to json: JSONWriter) {
    json.field("figure", figure)
    json.field("value", value)
    json.field("arithmetic", arithmetic)
    json.field("sources", sources)
  }
}

extension EstimateAnswer.DeploymentAnswer {
  public func write(to json: JSONWriter) {
    json.field("model", model)
    json.field("parameters", parameters)
    json.field("active_parameters", activeParameters)
    json.field("weights", weights)
    json.field("weights_are_native", weightsAreNative)
    json.field("bits_per_weight", bitsPerWeight)
    json.field("kv_cache", kvCache)
    json.field("engine", engine)
    json.field("hardware", hardware)
    json.field("hardware_name", hardwareName)
    json.field("platform", platform)
    json.field("devices_per_replica", devicesPerReplica)
    json.field("replicas", replicas)
    json.field("tensor_parallel", tensorParallel)
    json.field("pipeline_parallel", pipelineParallel)
    json.field("attention_data_parallel", attentionDataParallel)
    json.field("expert_parallel", expertParallel)
  }
}

extension EstimateAnswer.WorkloadAnswer {
  public func write(to json: JSONWriter) {
    json.field("input", input)
    json.field("cached_input", cachedInput)
    json.field("output", output)
    json.field("concurrency", concurrency)
    json.field("requests_per_hour", requestsPerHour)
  }
}

extension EstimateAnswer.Results {
  public func write(to json: JSONWriter) {
    json.field("memory", memory)
    json.field("latency", latency)
    json.field("throughput", throughput)
    json.field("cost", cost)
    json.field("energy", energy)
    json.field("compatibility", compatibility)
    json.field("intervals", intervals)
  }
}

extension EstimateAnswer.Memory {
  public func write(to json: JSONWriter) {
    json.field("total_memory_gb", totalMemoryGb)
    json.field("memory_fits", memoryFits)
    json.field("memory_utilization_percent", memoryUtilizationPercent)
    json.field("weights_gb", weightsGb)
    json.field("kv_cache_gb", kvCacheGb)
    json.field("activations_gb", activationsGb)
    json.field("reserve_gb", reserveGb)
    json.field("headroom_gb", headroomGb)
    json.field("usable_gb", usableGb)
    json.field("visible_gb", visibleGb)
    json.field("kv_bytes_per_token", kvBytesPerToken)
    json.field("largest_batch", largestBatch)
    json.field("longest_context", longestContext)
  }
}

extension EstimateAnswer.Latency {
  public func write(to json: JSONWriter) {
    json.field("total_latency_seconds", totalLatencySeconds)
    json.field("tokens_per_second", tokensPerSecond)
    json.field("ttft_ms", ttftMs)
    json.field("tpot_ms", tpotMs)
    json.field("e2e_ms", e2eMs)
    json.field("queue_wait_ms", queueWaitMs)
  }
}

extension EstimateAnswer.Throughput {
  public func write(to json: JSONWriter) {
    json.field("output_tokens_per_second", outputTokensPerSecond)
    json.field("output_tokens_per_second_per_user", outputTokensPerSecondPerUser)
    json.field("total_tokens_per_second", totalTokensPerSecond)
    json.field("requests_per_second", requestsPerSecond)
    json.field("batch", batch)
    json.field("full_load_requests_per_second", fullLoadRequestsPerSecond)
    json.field("full_load_output_tokens_per_second", fullLoadOutputTokensPerSecond)
    json.field("full_load_tpot_ms", fullLoadTpotMs)
  }
}

extension EstimateAnswer.Cost {
  public func write(to json: JSONWriter) {
    json.field("cost_per_request", costPerRequest)
    json.field("hourly_cost", hourlyCost)
    json.field("monthly_cost", monthlyCost)
    json.field("cost_per_million_output_tokens", costPerMillionOutputTokens)
    json.field("cost_per_million_total_tokens", costPerMillionTotalTokens)
    json.field("cost_per_request_at_full_load", costPerRequestAtFullLoad)
    json.field("cost_per_million_output_tokens_at_full_load", costPerMillionOutputTokensAtFullLoad)
    json.field("utilization_percent", utilizationPercent)
    json.field("currency", currency)
    json.field("basis", basis)
    json.field("price_as_of", priceAsOf)
    json.field("remark", remark)
    json.field("lines", lines)
  }
}

extension EstimateAnswer.Cost.Line {
  public func write(to json: JSONWriter) {
    json.field("label", label)
    json.field("usd", usd)
    json.field("arithmetic", arithmetic)
    json.field("sources", sources)
  }
}

extension EstimateAnswer.Energy {
  public func write(to json: JSONWriter) {
    json.field("power_watts", powerWatts)
    json.field("joules_per_output_token", joulesPerOutputToken)
    json.field("kwh_per_million_output_tokens", kwhPerMillionOutputTokens)
    json.field("gco2e_per_hour", gco2ePerHour)
    json.field("gco2e_per_request", gco2ePerRequest)
  }
}

extension EstimateAnswer.CompatibilityAnswer {
  public func write(to json: JSONWriter) {
    json.field("fits", fits)
    json.field("utilization_percent", utilizationPercent)
    json.field("performance_score", performanceScore)
    json.field("score_parts", scoreParts)
    json.field("recommendations", recommendations)
  }
}

extension EstimateAnswer.CompatibilityAnswer.Part {
  public func write(to json: JSONWriter) {
    json.field("name", name)
    json.field("points", points)
    json.field("of", of)
    json.field("reason", reason)
  }
}

extension EstimateAnswer.Source {
  public func write(to json: JSONWriter) {
    json.field("of", of)
    json.field("source", source)
    json.field("as_of", asOf)
    json.field("verification", verification)
  }
}

extension EstimateAnswer.ConfidenceAnswer {
  public func write(to json: JSONWriter) {
    json.field("tier", tier)
    json.field("coverage", coverage)
    json.field("basis", basis)
  }
}

extension EstimateAnswer.RangeAnswer {
  public func write(to json: JSONWriter) {
    json.field("low", low)
    json.field("high", high)
  }
}

extension EstimateAnswer.IntervalsAnswer {
  public func write(to json: JSONWriter) {
    json.field("total_memory_gb", totalMemoryGb)
    json.field("ttft_ms", ttftMs)
    json.field("tpot_ms", tpotMs)
    json.field("e2e_ms", e2eMs)
    json.field("output_tokens_per_second", outputTokensPerSecond)
    json.field("output_tokens_per_second_per_user", outputTokensPerSecondPerUser)
    json.field("requests_per_second", requestsPerSecond)
    json.field("full_load_output_tokens_per_second", fullLoadOutputTokensPerSecond)
    json.field("joules_per_output_token", joulesPerOutputToken)
    json.field("cost_per_request", costPerRequest)
    json.field("cost_per_request_at_full_load", costPerRequestAtFullLoad)
    json.field("cost_per_million_output_tokens", costPerMillionOutputTokens)
    json.field("cost_per_million_output_tokens_at_full_load", costPerMillionOutputTokensAtFullLoad)
  }
}
