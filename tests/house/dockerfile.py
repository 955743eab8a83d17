"""The Dockerfile → its stages and their instructions: what holds for an image can be asked and tried."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FILE = ROOT / "Dockerfile"


class Step(NamedTuple):
    """One instruction and what follows it, lines joined."""

    does: str
    text: str

    def words(self) -> list[str]:
        """What follows, as a list: `["a", "b"]` or `a b`."""
        found: list[str] = json.loads(self.text) if self.text.startswith("[") else self.text.split()
        return found


def stages(text: str) -> dict[str, list[Step]]:
    """Each stage's own instructions, `FROM` first."""
    found: dict[str, list[Step]] = {}
    lines = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    for line in filter(None, lines.splitlines()):
        step = Step(*line.split(maxsplit=1))
        if step.does == "FROM":
            mine = found[step.words()[-1]] = []
        mine.append(step)
    return found


def image(name: str) -> list[Step]:
    """Everything that makes a stage, in order: what it copies from, what it is from, its own."""
    every = stages(FILE.read_text())
    copies = re.findall(r"--from=(\S+)", " ".join(step.text for step in every[name]))
    sources = [source for source in (*copies, every[name][0].words()[0]) if source in every]
    return [step for source in sources for step in image(source)] + every[name]


def copied(steps: list[Step]) -> set[str]:
    """What is taken from this folder."""
    taken = [step.words()[:-1] for step in steps if step.does == "COPY" and "--from=" not in step.text]
    return {name for names in taken for name in names}
