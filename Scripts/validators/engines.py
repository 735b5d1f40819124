"""Reads command lines of engines with the engines' own parsers.

Standard input has one JSON object a line: {"kind": …, "words": […]} or {"kind": "vllm-settings",
"settings": {…}}. Standard output answers each with a line: "" where it is accepted, else why not.
"""

import argparse
import contextlib
import dataclasses
import io
import json
import sys

answers = sys.stdout
# What the engines print while they are imported is none of the answers.
sys.stdout = sys.stderr


def refuse_to_exit(parser):
    def error(message):
        raise ValueError(message)

    parser.error = error
    return parser


def vllm_parser():
    from vllm.entrypoints.launchers.cli_args import make_arg_parser
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    return refuse_to_exit(make_arg_parser(FlexibleArgumentParser()))


def check_vllm_method(method):
    from vllm.model_executor.layers.quantization import QUANTIZATION_METHODS

    if method is not None and method not in QUANTIZATION_METHODS:
        raise ValueError(f"unknown quantization {method!r}")


def check_vllm(words):
    from vllm.engine.arg_utils import AsyncEngineArgs
    from vllm.entrypoints.launchers.cli_args import validate_parsed_serve_args

    if words[:2] != ["vllm", "serve"]:
        raise ValueError(f"no 'vllm serve' but {words[:2]}")
    parsed = vllm_parser().parse_args(words[2:])
    validate_parsed_serve_args(parsed)
    arguments = AsyncEngineArgs.from_cli_args(parsed)
    check_vllm_method(arguments.quantization)


def check_vllm_settings(settings):
    from vllm.engine.arg_utils import AsyncEngineArgs

    known = {field.name for field in dataclasses.fields(AsyncEngineArgs)}
    unknown = set(settings) - known
    if unknown:
        raise ValueError(f"no arguments of the engine: {sorted(unknown)}")
    # As words, because the parser checks values where the class does not.
    words = []
    for name, value in settings.items():
        option = "--" + name.replace("_", "-")
        if value is True:
            words.append(option)
        elif value is False:
            words.append("--no-" + option[2:])
        elif isinstance(value, dict):
            words += [option, json.dumps(value)]
        else:
            words += [option, str(value)]
    arguments = AsyncEngineArgs.from_cli_args(vllm_parser().parse_args(words))
    check_vllm_method(arguments.quantization)


def check_sglang(words):
    from sglang.srt.server_args import ServerArgs

    if words[:3] != ["python3", "-m", "sglang.launch_server"]:
        raise ValueError(f"no 'python3 -m sglang.launch_server' but {words[:3]}")
    parser = refuse_to_exit(argparse.ArgumentParser())
    ServerArgs.add_cli_args(parser)
    parser.parse_args(words[3:])


class Parsed(Exception):
    pass


def check_mlx(words):
    import mlx_lm.server

    if words[:1] != ["mlx_lm.server"]:
        raise ValueError(f"no 'mlx_lm.server' but {words[:1]}")
    original = argparse.ArgumentParser.parse_args

    def parse(self, *arguments, **keywords):
        original(refuse_to_exit(self), *arguments, **keywords)
        raise Parsed

    argparse.ArgumentParser.parse_args = parse
    try:
        sys.argv = words
        mlx_lm.server.main()
    except Parsed:
        return
    finally:
        argparse.ArgumentParser.parse_args = original


CHECKS = {"vllm": check_vllm, "sglang": check_sglang, "mlx": check_mlx}

for line in sys.stdin:
    question = json.loads(line)
    reason = ""
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            if question["kind"] == "vllm-settings":
                check_vllm_settings(question["settings"])
            else:
                CHECKS[question["kind"]](question["words"])
    except (Exception, SystemExit) as error:
        reason = f"{type(error).__name__}: {error}"
    answers.write(json.dumps(reason) + "\n")
    answers.flush()
