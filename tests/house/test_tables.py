"""What stands in one table of the code stands where people look for it."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase

from features import errors
from features.settings import TABLE
from service import observe
from service.api.problem import STATUS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def settings_table() -> list[str]:
    """The rows the README should have; printed where one is missing."""
    return [f"| `{s.variable}` | {f'`{s.default}`' if s.default else ''} | {s.meaning} |" for s in TABLE]


def metrics_table() -> list[str]:
    """The rows of metrics that the README should have; printed where one is missing."""
    kept = [metric for metric in vars(observe).values() if isinstance(metric, MetricWrapperBase)]
    told = [(family, metric._labelnames) for metric in kept for family in metric.describe()]
    return [
        f"| `{family.name}{'_total' if family.type == 'counter' else ''}` "
        f"| {', '.join(f'`{label}`' for label in labels)} | {family.documentation.rstrip('.')} |"
        for family, labels in told
    ]


def code_files() -> list[str]:
    """Files of code under version control, tests aside; a package's opening file speaks for its folder."""
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True).stdout
    aside = re.compile(r"^tests/|/versions/|/__init__\.py$")
    return [name for name in listed.split() if not aside.search(name) and (ROOT / name).exists()]


def opening(name: str) -> str:
    """The first paragraph of a file's docstring, on one line."""
    file = ROOT / name
    told = (file.exists() and ast.get_docstring(ast.parse(file.read_text()))) or ""
    return " ".join(told.partition("\n\n")[0].split())


def named_in_map() -> list[tuple[str, str, str]]:
    """(folder, file, what it is for) of every line of the README's map."""
    found, folder = [], ""
    for line in README.splitlines():
        if heading := re.match(r"\*\*`(.+)/`\*\*", line):
            folder = heading[1]
        elif line.startswith("#"):
            folder = ""
        elif folder and (entry := re.match(r"- `(\w+\.py)` (.*)", line)):
            found.append((folder, entry[1], entry[2]))
    return found


def as_map(files: list[tuple[str, str, str]]) -> str:
    """Files as the README should list them."""
    lines = []
    for folder, listed in groupby(sorted(files), key=itemgetter(0)):
        about = opening(f"{folder}/__init__.py")
        lines += ["", f"**`{folder}/`** {about}".rstrip(), ""]
        lines += [f"- `{name}` {text}" for _, name, text in listed]
    return "\n".join(lines)


def tree(kind: type[errors.ZuvorError]) -> Iterator[type[errors.ZuvorError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from tree(child)


def test_every_setting_stands_in_the_readme() -> None:
    missing = [row for row in settings_table() if row not in README]
    assert not missing, "the README's table of settings should have\n" + "\n".join(missing)


def test_the_readme_names_no_setting_that_is_gone() -> None:
    rows = set(re.findall(r"^\| `(ZUVOR_\w+)`", README, re.MULTILINE))
    assert rows <= {setting.variable for setting in TABLE}


def test_every_metric_stands_in_the_readme() -> None:
    rows = re.findall(r"^\| `zuvor_.*$", README, re.MULTILINE)
    assert rows == metrics_table(), "the README's table of metrics should be\n" + "\n".join(metrics_table())


def test_the_map_of_the_readme_says_of_every_file_what_the_file_says() -> None:
    wanted = [(*name.rpartition("/")[::2], opening(name)) for name in code_files()]
    assert sorted(named_in_map()) == sorted(wanted), "the README's map should be\n" + as_map(wanted)


def test_every_error_has_a_status() -> None:
    assert set(tree(errors.ZuvorError)) == set(STATUS)


def test_every_error_stands_in_the_tree_at_the_top_of_its_file() -> None:
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in tree(errors.ZuvorError))
