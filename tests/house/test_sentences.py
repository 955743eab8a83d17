"""Every error of the tree says what was wrong, and behind the last `;` or `:` what to do about it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from features import errors
from service.store.failures import _SENTENCES

ROOT = Path(__file__).parents[2]
ROOMS = ("features", "service", "training")

# What a mend begins with: a word that tells somebody to do something, or the command that does it.
DOES = (
    r"(check|choose|free|give|import|let|make|mend|name|open|put|repeat|restart|restore|run|save|send|set|stop|"
    r"train|try|unset|update|use|wait|write|`?zuvor|\{mend)\b"  # {mend}: made a few lines above
)
# Classes whose sentence is made elsewhere: one field at fault says what the field should have been.
ASIDE = {"Rejected"}


class Said(NamedTuple):
    """One sentence in the code, placeholders as {name}."""

    where: str
    text: str


def classes(kind: type[errors.ZuvorError] = errors.ZuvorError) -> set[str]:
    """The names of the tree."""
    return {kind.__name__}.union(*map(classes, kind.__subclasses__()))


def sentences() -> Iterator[Said]:
    """The first argument wherever an error of the tree is made."""
    names = classes() - ASIDE
    for path in sorted(path for room in ROOMS for path in ROOT.glob(f"{room}/**/*.py")):
        code = path.read_text()
        if not any(name in code for name in names):
            continue  # to take apart what makes no error takes seconds
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names:
                text = written(node.args[0]) if node.args else ""
                yield from [Said(f"{path.relative_to(ROOT)}:{node.lineno}", text)] if text else []


def written(node: ast.expr) -> str:
    """The text as it stands in the code; nothing where it is made elsewhere."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(written, node.values))
    return f"{{{ast.unparse(node.value)}}}" if isinstance(node, ast.FormattedValue) else ""


def says_what_to_do(text: str) -> bool:
    """Does a part behind `;` or `:` begin with something to do."""
    return any(re.match(DOES, part) for part in re.split(r"[;:]\s+", text)[1:])


ALL = list(sentences())


def test_there_are_sentences_to_look_at() -> None:
    assert len(ALL) > 40


@pytest.mark.parametrize("said", ALL, ids=lambda said: said.where)
def test_an_error_says_what_to_do(said: Said) -> None:
    whole = re.fullmatch(r"(the store )?\{[^;]*\}( \{.*\})?", said.text)  # made of parts that are asked below
    assert whole or says_what_to_do(said.text), f"{said.where}: {said.text!r} lacks “; do this”"


@pytest.mark.parametrize("sentence", _SENTENCES.values())
def test_what_sqlite_complains_about_says_what_to_do(sentence: str) -> None:
    assert says_what_to_do(sentence)


def test_a_complaint_alone_is_not_enough() -> None:
    assert not says_what_to_do("the store is broken")
    assert not says_what_to_do("the store is broken: really")
    assert says_what_to_do("the store is broken; restore it from a copy")
