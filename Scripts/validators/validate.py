"""Exports plans to every tool and has each tool's own reader accept them, and refuse broken ones.

usage: validate.py PROGRAM PLANS ENGINES_PYTHON COMPOSE [LLAMA_SERVER]

Without the engines' Python (an empty word) what only they know stays unchecked.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
warnings.simplefilter("ignore")
# Whatever the tools say of themselves is none of the results.
logging.disable(logging.CRITICAL)

import checks  # noqa: E402

# What each format breaks by: a piece of a file, and what takes its place.
BREAKS = {
    "vllm": ("serve.sh", "--max-model-len 8192", "--max-model-length-of-all 8192"),
    "sglang": ("serve.sh", "--context-length", "--context-size"),
    "trtllm": ("trtllm.yaml", "max_seq_len", "max_sequence_len"),
    "llama.cpp": ("serve.sh", "--ctx-size", "--context"),
    "ollama": ("Modelfile", "num_ctx 4096", "num_ctx many"),
    "mlx": ("serve.sh", "--decode-concurrency", "--concurrency"),
    "docker-compose": ("compose.yaml", "entrypoint:", "entry_point:"),
    "kubernetes": ("kubernetes.yaml", "matchLabels:", "labels:"),
    "kserve": ("kserve.yaml", "minReplicas:", "minimumReplicas:"),
    "ray-serve": ("serve.yaml", "max_num_seqs:", "max_sequences:"),
    "skypilot": ("skypilot.yaml", "use_spot:", "use_spots:"),
    "litellm": ("litellm.yaml", "litellm_params:", "litellm_parameters:"),
    "triton": ("*/config.pbtxt", "instance_group", "instance_groups"),
}

# More ways to be wrong where one says little: a value of the wrong kind in a field that exists.
MORE_BREAKS = {
    "vllm": ("serve.sh", "--quantization awq", "--quantization awq9"),
    "sglang": ("serve.sh", "--kv-cache-dtype fp8_e4m3", "--kv-cache-dtype fp3"),
    "trtllm": ("trtllm.yaml", "dtype: fp8", "dtype: fp3"),
    "docker-compose": ("compose.yaml", "'8000:8000'", "'8000:eight'"),
    "kubernetes": ("kubernetes.yaml", "replicas: 3", "replicas: three"),
    "kserve": ("kserve.yaml", "containerPort: 8000", "containerPort: eight"),
    "ray-serve": ("serve.yaml", "num_replicas: 3", "replicas: 3"),
    "triton": ("*/1/model.json", "max_model_len", "max_model_length"),
    "litellm": ("litellm.yaml", "SIMPLE: simple", "SIMPLEST: simple"),
}

# Pieces that only the parsers of engines know.
OF_ENGINES = {
    "--max-model-len 8192", "--context-length", "--decode-concurrency", "max_num_seqs:",
    "--quantization awq", "--kv-cache-dtype fp8_e4m3", "max_model_len",
}

HOSTILE = [
    "o'rg/it's", 'org/"double"', "org/$(touch pwned)", "org/`touch pwned`", "org/${HOME}",
    "org/$HOME", "org/$$", "org/a b  c", "org/a\nb: c", "org/a\tb", "org/a: b #c", "org/{{ x }}",
    "org/'; touch pwned; '", "org/a\\nb\\", "org/*&!|>%@", "org/模型-é-😀", "~/x", "yes", "null",
    "1e3", "org/a\r\nFROM x", "org/\u2028\u0085end", "@file", "org/a,b=c", "[x]", "{a: b}", "&a *a",
]


class Context:
    pass


def export(program, plans, rank, tool, folder):
    shutil.rmtree(folder, ignore_errors=True)
    return subprocess.run(
        [program, "export", str(plans), "--plan", str(rank), "--to", tool, "-o", str(folder)],
        capture_output=True, text=True, timeout=60)


def check(tool, folder, context):
    return checks.CHECKS[tool](folder, context)


def break_file(folder, pattern, piece, other):
    for path in folder.glob(pattern):
        text = path.read_text()
        if piece in text:
            path.write_text(text.replace(piece, other))
            return
    raise AssertionError(f"no {pattern} in {folder} has {piece!r}")


def main():
    program, plans, engines, compose = sys.argv[1:5]
    context = Context()
    context.engines = checks.Engines(engines, sys.argv[5] if len(sys.argv) > 5 else None)
    context.compose = compose
    work = Path(tempfile.mkdtemp(prefix="inferplan-exports-"))
    context.stubs = checks.make_stubs(work / "stubs")
    document = json.loads(Path(plans).read_text())
    passed, failures = 0, []

    def note(name, problem=None):
        nonlocal passed
        if problem is None:
            passed += 1
        else:
            failures.append(f"{name}: {problem}")
            print(f"FAIL {name}: {problem}", flush=True)

    # Every plan to every tool: accepted by its reader, or refused by the export with what would do.
    good = {}
    for tool in checks.CHECKS:
        for plan in document["plans"]:
            name = f"{tool}, plan {plan['rank']}"
            folder = work / "good"
            run = export(program, plans, plan["rank"], tool, folder)
            if run.returncode == 2 and "cannot run this plan" in run.stderr:
                continue
            if run.returncode != 0:
                note(name, run.stderr.strip())
                continue
            try:
                check(tool, folder, context)
                note(name)
                for breaks in (BREAKS, MORE_BREAKS):
                    if tool in breaks and (tool, id(breaks)) not in good:
                        pattern, piece, _ = breaks[tool]
                        if any(piece in path.read_text() for path in folder.glob(pattern)):
                            good[(tool, id(breaks))] = plan["rank"]
            except Exception as error:
                note(name, f"{type(error).__name__}: {error}")

    # The same files broken: a reader that accepts them proves nothing.
    for breaks in (BREAKS, MORE_BREAKS):
        for tool, (pattern, piece, other) in breaks.items():
            name = f"{tool}, {piece!r} for {other!r}"
            if tool == "llama.cpp" and context.engines.llama_server is None:
                continue
            if piece in OF_ENGINES and context.engines.process is None:
                continue
            if (tool, id(breaks)) not in good:
                note(name, "no accepted file has that piece")
                continue
            folder = work / "broken"
            export(program, plans, good[(tool, id(breaks))], tool, folder)
            break_file(folder, pattern, piece, other)
            try:
                check(tool, folder, context)
                note(name, "the broken file was accepted")
            except Exception:
                note(name)

    # Names that people can give: either refused, or read back as they were.
    first = {"vllm": 1, "sglang": 2, "trtllm": 3, "llama.cpp": 4, "ollama": 5, "mlx": 6,
             "docker-compose": 1, "kubernetes": 1, "kserve": 1, "ray-serve": 1, "skypilot": 1,
             "litellm": 7, "triton": 1}
    for number, hostile in enumerate(HOSTILE):
        path = work / "hostile.json"
        changed = json.loads(json.dumps(document))
        changed.pop("tiers")
        for plan in changed["plans"]:
            plan["model"] = hostile
        path.write_text(json.dumps(changed))
        for tool, rank in first.items():
            name = f"{tool}, the name {hostile!r}"
            folder = work / "hostile"
            run = export(program, path, rank, tool, folder)
            if run.returncode == 2 and "the name" in run.stderr:
                note(name)
                continue
            if run.returncode != 0:
                note(name, run.stderr.strip())
                continue
            try:
                if tool == "litellm":
                    # Not every text is a model that a provider has; the name has to come through.
                    import yaml
                    tree = yaml.safe_load((folder / "litellm.yaml").read_text())
                    words = [tree["model_list"][0]["model_name"]]
                elif (folder / "serve.sh").exists():
                    words = [word for line in checks.started(folder, context) for word in line]
                else:
                    words = check(tool, folder, context)
                if tool not in ("llama.cpp", "ollama", "trtllm") and hostile not in words:
                    raise ValueError(f"read back as {words[:4]}")
                if list(work.rglob("pwned")) or Path("pwned").exists():
                    raise ValueError("it ran")
                note(name)
            except Exception as error:
                note(name, f"{type(error).__name__}: {error}")

    shutil.rmtree(work, ignore_errors=True)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


sys.exit(main())
