"""One question to llm-analysis: milliseconds a token of Llama-2-7B on an A100, one sequence."""
import contextlib
import io
import sys

# A script's own folder comes first when modules are looked for, and this file has their name.
sys.path.pop(0)
from llm_analysis.analysis import infer

with contextlib.redirect_stdout(io.StringIO()):
    found = infer(
        model_name="NousResearch_Llama-2-7b-hf", gpu_name="a100-sxm-80gb",
        dtype_name="w16a16e16", log_level="ERROR", batch_size_per_gpu=1, seq_len=1024,
        num_tokens_to_generate=256)
print(found["total_decode_latency"] / found["num_tokens_to_generate"] * 1e3)
