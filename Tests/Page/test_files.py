"""The binary has every file of the page."""

import urllib.request

from conftest import ROOT


def test_every_file_is_served(server):
    folder = ROOT / "Sources/PlannerPage/files"
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            with urllib.request.urlopen(f"{server.address}/{path.relative_to(folder)}") as answer:
                assert answer.status == 200
                assert answer.read() == path.read_bytes(), f"{path.name} is not what was built"
