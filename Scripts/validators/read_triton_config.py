"""Reads the configuration of one of Triton's models and prints what it is."""

import json
import sys
from pathlib import Path

from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import ModelConfig

config = text_format.Parse(Path(sys.argv[1]).read_text(), ModelConfig())
print(json.dumps({"name": config.name, "backend": config.backend}))
