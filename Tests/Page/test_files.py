"""The binary has every file of the page."""

import re
import urllib.request

from conftest import ROOT


def test_every_file_is_served(server):
    folder = ROOT / "Sources/PlannerPage/files"
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            with urllib.request.urlopen(f"{server.address}/{path.relative_to(folder)}") as answer:
                assert answer.status == 200
                assert answer.read() == path.read_bytes(), f"{path.name} is not what was built"


def test_the_first_view_is_preloaded():
    """All modules that the first view needs, and no other: each import found late is a turn lost."""
    folder = ROOT / "Sources/PlannerPage/files"
    needed, open_ends = set(), [folder / "main.js", folder / "views/plan.js"]
    while open_ends:
        module = open_ends.pop().resolve()
        if module not in needed:
            needed.add(module)
            open_ends += [module.parent / path for path in re.findall(r"^import [^;]*'(\.[^']+)';", module.read_text(), re.MULTILINE)]
    page = (folder / "index.html").read_text()
    asked = re.findall(r'<(?:script type="module" src|link rel="modulepreload" href)="/([^"]+)"', page)
    assert sorted(asked) == sorted(str(module.relative_to(folder)) for module in needed)
