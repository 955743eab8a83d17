"""Settings are read in one place, and what `zuvor serve` tells its workers is written in one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

NAMES = {"features/settings.py", "service/environment.py"}  # where variables of ours are named
# Who looks into the environment, and what for.
LOOKS = {
    "features/settings.py": "reads every setting",
    "service/app.py": "reads what `zuvor serve` set for its workers, and warns of slow threads",
    "service/cli.py": "one thread for linear algebra, before numpy is loaded",
    "service/commands/check.py": "looks at thread variables",
    "service/commands/serve.py": "sets the workers' environment",
    "service/commands/strangers.py": "asks whether somebody decided about consent",
    "service/observe.py": "reads where the workers share their metrics",
}


def code(*words: str) -> Iterator[tuple[str, ast.Module]]:
    """Every file of code in which one of the words stands, as a tree."""
    for room in ("features", "service", "training"):
        for path in sorted(ROOT.glob(f"{room}/**/*.py")):
            if any(word in (text := path.read_text()) for word in words):
                yield str(path.relative_to(ROOT)), ast.parse(text)


def texts(tree: ast.Module) -> Iterator[str]:
    """The texts of a file that are no docstrings or sentences."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_a_variable_of_ours_is_named_in_one_place() -> None:
    naming = {
        name for name, tree in code("ZUVOR") if any(re.fullmatch(r"ZUVOR_\w*", text) for text in texts(tree))
    }
    assert naming <= NAMES


def test_nobody_else_looks_into_the_environment() -> None:
    def looks(tree: ast.Module) -> bool:
        return bool(re.search(r"\bos\.(environ|getenv|putenv)\b", ast.unparse(tree)))

    looking = {name for name, tree in code("environ", "getenv", "putenv") if looks(tree)}
    assert looking == set(LOOKS), "say here what for, or read it in features/settings.py"
