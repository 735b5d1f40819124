import Quantities
import Testing
import PerformanceModel
@Test func scratch() throws {
  func show(_ m: String,_ h: String,_ e: String,_ w: String,_ i: Double,_ o: Double,_ c: Double,_ tp: Int = 1) throws {
    let f = forecaster(try deployment(m,h,engine:e,weights:w,parallelism:Parallelism(tensor: tp)))
    let r = f.forecast(Workload(inputTokens:i,outputTokens:o,concurrency:c))
    print("ROW", m,h,e,w,i,o,c,tp,"| mem", r.memory.weights.gigabytes, r.memory.kvCache.gigabytes, r.memory.activations.gibibytes,"pool", r.memory.kvPool.gibibytes, r.memory.fits, "maxb", r.largestBatch, "| ttft", r.timeToFirstToken.milliseconds,"tpot", r.timePerOutputToken.milliseconds, "alone", i/r.prefillAlone.total, "out/s", r.outputTokensPerSecond)
  }
  try show("llama-3.1-8b","h100-sxm","vllm","bf16",1024,256,1)
  try show("llama-3.1-8b","h100-sxm","vllm","fp8",1024,256,32)
  try show("llama-3.1-8b","h100-sxm","vllm","bf16",1024,1024,128)
  try show("qwen3-32b","h100-sxm","vllm","bf16",1024,256,1)
  try show("qwen3-32b","h100-sxm","vllm","bf16",1024,256,1,2)
  try show("gpt-oss-120b","h100-sxm","vllm","mxfp4",1024,256,1)
  try show("llama-3.3-70b","h100-sxm","vllm","fp8",1024,256,32,4)
  try show("llama-3.1-8b","4090","llama.cpp","q4_k_m",512,128,1)
  try show("llama-2-7b-hf","4090","llama.cpp","q4_0",512,128,1)
  try show("llama-2-7b-hf","m2 ultra 192","llama.cpp","q4_0",512,128,1)
  try show("llama-2-7b-hf","m1-8","llama.cpp","q4_0",512,128,1)
  try show("llama-2-7b-hf","rpi5-8","llama.cpp","q4_0",512,128,1)
  try show("deepseek-v3","h200-sxm","vllm","fp8-block",1024,256,32,8)
  try show("qwen3-30b-a3b","h100-sxm","vllm","bf16",1024,256,1)
}
