"""One question to GenZ: milliseconds a token of Llama-2-7B on an A100, one sequence."""
import contextlib
import io

from GenZ import decode_moddeling

with contextlib.redirect_stdout(io.StringIO()):
    found = decode_moddeling(
        model="meta-llama/Llama-2-7B", batch_size=1, Bb=1, input_tokens=1024, output_tokens=128,
        system_name="A100_80GB_GPU", bits="bf16")
print(found["Latency"])
