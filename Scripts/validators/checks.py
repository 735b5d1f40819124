"""One check a format: each takes the folder of an export and raises where the tool would refuse."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

HERE = Path(__file__).parent


class Engines:
    """The parsers of the engines, in the environment that has them, where there is one."""

    def __init__(self, python, llama_server):
        self.llama_server = llama_server
        self.process = None
        if not python:
            return
        self.process = subprocess.Popen(
            [python, str(HERE / "engines.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env={**os.environ, "VLLM_LOGGING_LEVEL": "ERROR"})

    def ask(self, question):
        if self.process is None:
            return
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the engines' parsers ended")
        reason = json.loads(line)
        if reason:
            raise ValueError(reason)

    def llama(self, words):
        if os.path.basename(words[0]) != "llama-server":
            raise ValueError(f"no llama-server but {words[0]}")
        if self.llama_server is None:
            return
        # It ends well at --help only after it could read everything before it.
        run = subprocess.run(
            [self.llama_server, *words[1:], "--help"], capture_output=True, text=True, timeout=60)
        if run.returncode != 0:
            raise ValueError(run.stderr.strip()[-300:] or f"exit {run.returncode}")

    def command(self, words):
        """Checks a command line by the program that it starts."""
        program = os.path.basename(words[0])
        if program == "vllm":
            self.ask({"kind": "vllm", "words": words})
        elif program == "llama-server":
            self.llama(words)
        elif program == "mlx_lm.server":
            self.ask({"kind": "mlx", "words": words})
        elif words[:3] == ["python3", "-m", "sglang.launch_server"]:
            self.ask({"kind": "sglang", "words": words})
        elif program in ("vllm-router", "trtllm-serve", "ollama") or words[:2] == ["python3", "-m"]:
            # Nothing that could be installed here knows their arguments.
            pass
        else:
            raise ValueError(f"nobody knows {words[0]!r}")


def run_script(path, stubs):
    """The command lines that a script starts, as the programs themselves get them."""
    log = path.parent / "started"
    log.unlink(missing_ok=True)
    run = subprocess.run(
        ["bash", str(path)], capture_output=True, text=True, timeout=60,
        env={"PATH": f"{stubs}:/usr/bin:/bin", "STARTED": str(log)})
    if not log.exists():
        raise ValueError(f"it starts nothing: {run.stderr.strip()[-300:]}")
    # As bytes: reading text would turn one kind of line end into another.
    records = log.read_bytes().decode().split("\0\0")
    return [record.split("\0") for record in records if record]


def make_stubs(folder):
    """Programs of the engines' names that write down how they were started."""
    folder.mkdir(exist_ok=True)
    for name in ["vllm", "vllm-router", "python3", "trtllm-serve", "llama-server", "ollama",
                 "mlx_lm.server"]:
        stub = folder / name
        stub.write_text(
            '#!/bin/bash\n{ flock 9; printf "%s\\0" "${0##*/}" "$@"; printf "\\0"; } '
            '9>>"$STARTED.lock" >>"$STARTED"\nsleep 0.5\n')
        stub.chmod(0o755)
    return folder


def started(folder, context):
    commands = []
    for words in run_script(folder / "serve.sh", context.stubs):
        # The last separator leaves an empty word behind.
        commands.append(words[:-1] if words and words[-1] == "" else words)
    return commands


def check_script(folder, context):
    for words in started(folder, context):
        context.engines.command(words)


def check_trtllm(folder, context):
    import jsonschema

    schema = json.loads((HERE / "trtllm.schema.json").read_text())
    check_script(folder, context)
    for path in folder.glob("trtllm*.yaml"):
        jsonschema.validate(yaml.safe_load(path.read_text()), schema)


def check_ollama(folder, context):
    """Nothing reads Modelfiles but Ollama itself: the grammar of its documentation, strictly."""
    check_script(folder, context)
    parameters = {"num_ctx", "num_batch", "num_gpu"}
    instructions = []
    for line in (folder / "Modelfile").read_text().splitlines():
        if line.startswith("#") or not line:
            continue
        instruction, _, rest = line.partition(" ")
        instructions.append(instruction)
        if instruction == "PARAMETER":
            name, _, value = rest.partition(" ")
            if name not in parameters or not re.fullmatch(r"\d+", value):
                raise ValueError(f"parameter {rest!r}")
        elif instruction != "FROM" or not rest.strip():
            raise ValueError(f"instruction {line!r}")
    if instructions.count("FROM") != 1:
        raise ValueError("one FROM has to stand there")


def check_compose(folder, context):
    (folder / "models").mkdir(exist_ok=True)
    run = subprocess.run(
        [context.compose, "--project-directory", str(folder), "-f", str(folder / "compose.yaml"),
         "config", "--format", "json"],
        capture_output=True, text=True, timeout=60, env={"PATH": "/usr/bin:/bin", "HOME": "/tmp"})
    if run.returncode != 0:
        raise ValueError(run.stderr.strip()[-400:])
    words = []
    for service in json.loads(run.stdout)["services"].values():
        # What it prints is Compose again, in which dollars are doubled.
        words = [word.replace("$$", "$") for word in service["entrypoint"]]
        if words[0] != "bash":
            context.engines.command(words)
    return words


def kubernetes(document):
    import kubernetes_validate

    kubernetes_validate.validate(document, "1.32", strict=True)


def pod_words(container):
    return [word.replace("$$", "$") for word in container["command"]]


def check_kubernetes(folder, context):
    words = []
    for document in yaml.safe_load_all((folder / "kubernetes.yaml").read_text()):
        kubernetes(document)
        if document["kind"] == "Deployment":
            words = pod_words(document["spec"]["template"]["spec"]["containers"][0])
    if words[0] != "bash":
        context.engines.command(words)
    return words


def strict_model(name, value, path):
    """Holds a tree against the fields and types of a model of the package kserve."""
    import kserve
    import kubernetes.client

    if name.startswith("list["):
        if not isinstance(value, list):
            raise ValueError(f"{path} is no list")
        for place, item in enumerate(value):
            strict_model(name[5:-1], item, f"{path}[{place}]")
    elif name.startswith("dict("):
        if not isinstance(value, dict):
            raise ValueError(f"{path} is no group")
    elif name in ("str", "int", "bool", "float"):
        types = {"str": str, "int": int, "bool": bool, "float": (int, float)}
        if not isinstance(value, types[name]) or (name == "int" and isinstance(value, bool)):
            raise ValueError(f"{path} is no {name}: {value!r}")
    else:
        model = getattr(kserve, name, None) or getattr(kubernetes.client, name, None)
        if model is None or not hasattr(model, "attribute_map"):
            return
        if not isinstance(value, dict):
            raise ValueError(f"{path} is no group")
        attributes = {key: attribute for attribute, key in model.attribute_map.items()}
        for key, field in value.items():
            if key not in attributes:
                raise ValueError(f"{path} has no field {key!r}")
            strict_model(model.openapi_types[attributes[key]], field, f"{path}.{key}")


def check_kserve(folder, context):
    words = []
    for document in yaml.safe_load_all((folder / "kserve.yaml").read_text()):
        if document["kind"] != "InferenceService":
            kubernetes(document)
            continue
        strict_model("V1beta1InferenceService", document, "service")
        predictor = dict(document["spec"]["predictor"])
        for own in ("minReplicas", "maxReplicas"):
            predictor.pop(own)
        kubernetes({"apiVersion": "v1", "kind": "Pod", "metadata": document["metadata"],
                    "spec": predictor})
        words = pod_words(predictor["containers"][0])
    if words[0] != "bash":
        context.engines.command(words)
    return words


def known_fields(model, value, path):
    """Refuses fields that a pydantic model would leave out silently."""
    for key in value:
        if key not in model.model_fields:
            raise ValueError(f"{path} has no field {key!r}")


def check_ray(folder, context):
    from ray.serve.schema import HTTPOptionsSchema, ServeApplicationSchema, ServeDeploySchema
    from ray.serve.schema import DeploymentSchema
    # The public names of both need vLLM beside Ray.
    from ray.llm._internal.serve.core.configs.llm_config import LLMConfig, ModelLoadingConfig

    tree = yaml.safe_load((folder / "serve.yaml").read_text())
    known_fields(ServeDeploySchema, tree, "document")
    known_fields(HTTPOptionsSchema, tree["http_options"], "http_options")
    ServeDeploySchema.model_validate(tree)
    name = ""
    for application in tree["applications"]:
        known_fields(ServeApplicationSchema, application, "application")
        arguments = application["args"]
        builders = {
            "ray.serve.llm:build_openai_app": {"llm_configs"},
            "ray.serve.llm:build_pd_openai_app": {"prefill_config", "decode_config"},
        }
        if set(arguments) != builders[application["import_path"]]:
            raise ValueError(f"arguments {sorted(arguments)}")
        for configs in arguments.values():
            for config in configs if isinstance(configs, list) else [configs]:
                known_fields(LLMConfig, config, "model")
                known_fields(ModelLoadingConfig, config["model_loading_config"], "loading")
                known_fields(DeploymentSchema, config["deployment_config"], "deployment")
                LLMConfig.model_validate(config)
                context.engines.ask(
                    {"kind": "vllm-settings", "settings": config["engine_kwargs"]})
                name = config["model_loading_config"]["model_id"]
    return [name]


def check_skypilot(folder, context):
    import sky

    path = folder / "skypilot.yaml"
    sky.Task.from_yaml(str(path))
    # The script is run by bash: its programs get what scripts of engines give them.
    tree = yaml.safe_load(path.read_text())
    script = folder / "serve.sh"
    script.write_text(tree["run"].replace("/app/llama-server", "llama-server"))
    return [word for words in started(folder, context) for word in words]


def check_litellm(folder, context):
    from litellm import Router
    from litellm.proxy._types import ConfigGeneralSettings

    tree = yaml.safe_load((folder / "litellm.yaml").read_text())
    unknown = set(tree) - {"model_list", "router_settings", "litellm_settings", "general_settings"}
    if unknown:
        raise ValueError(f"no settings of the proxy: {sorted(unknown)}")
    known_fields(ConfigGeneralSettings, tree["general_settings"], "general_settings")
    names = re.findall(r"os\.environ/(\w+)", json.dumps(tree))
    os.environ.update({name: "http://127.0.0.1:8000/v1" for name in names})
    router = Router(
        model_list=tree["model_list"], **tree["router_settings"], ignore_invalid_deployments=False)
    found = set(router.get_model_names())
    from litellm.router_strategy.complexity_router.config import ComplexityTier
    for entry in tree["model_list"]:
        tiers = entry["litellm_params"].get("complexity_router_config", {}).get("tiers", {})
        for tier, group in tiers.items():
            if tier not in ComplexityTier.__members__ or group not in found:
                raise ValueError(f"tier {tier!r} of {group!r}")
    for fallback in tree["router_settings"].get("fallbacks", []):
        for group in [*fallback.keys(), *[name for names in fallback.values() for name in names]]:
            if group not in found:
                raise ValueError(f"fallback to {group!r}, which is no model")
    return [entry["model_name"] for entry in tree["model_list"]]


def check_triton(folder, context):
    configurations = list(folder.glob("*/config.pbtxt"))
    if len(configurations) != 1:
        raise ValueError("one model has to stand there")
    model = configurations[0].parent
    # A process of its own: KServe's package registers messages of the same names.
    run = subprocess.run(
        [sys.executable, str(HERE / "read_triton_config.py"), str(configurations[0])],
        capture_output=True, text=True, timeout=60)
    if run.returncode != 0:
        raise ValueError(run.stderr.strip()[-300:])
    config = json.loads(run.stdout)
    if config != {"name": model.name, "backend": "vllm"}:
        raise ValueError(f"{config} in the folder {model.name!r}")
    settings = json.loads((model / "1" / "model.json").read_text())
    context.engines.ask({"kind": "vllm-settings", "settings": settings})
    return [settings["model"]]


CHECKS = {
    "vllm": check_script, "sglang": check_script, "trtllm": check_trtllm,
    "llama.cpp": check_script, "ollama": check_ollama, "mlx": check_script,
    "docker-compose": check_compose, "kubernetes": check_kubernetes, "kserve": check_kserve,
    "ray-serve": check_ray, "skypilot": check_skypilot, "litellm": check_litellm,
    "triton": check_triton,
}
