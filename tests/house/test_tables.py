"""What stands in one table of the code stands where people look for it."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from features import errors
from features.settings import TABLE
from service.api.problem import STATUS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def settings_table() -> list[str]:
    """The rows the README should have; printed where one is missing."""
    return [f"| `{s.variable}` | {f'`{s.default}`' if s.default else ''} | {s.meaning} |" for s in TABLE]


def code_files() -> list[str]:
    """Files of code under version control, tests aside; a package's opening file speaks for its folder."""
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True).stdout
    return [name for name in listed.split() if not name.startswith("tests/") and "/migrations/" not in name]


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


def test_the_map_of_the_readme_names_every_file_of_code() -> None:
    files = [name for name in code_files() if not name.endswith("__init__.py")]
    wanted = Counter(Path(name).name for name in files)
    named = {name: len(re.findall(rf"(?<!\w){re.escape(name)}", README)) for name in wanted}
    missing = [name for name in files if named[Path(name).name] < wanted[Path(name).name]]
    assert not missing, "the README's map should name\n" + "\n".join(missing)


def test_every_error_has_a_status() -> None:
    assert set(tree(errors.ZuvorError)) == set(STATUS)


def test_every_error_stands_in_the_tree_at_the_top_of_its_file() -> None:
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in tree(errors.ZuvorError))
