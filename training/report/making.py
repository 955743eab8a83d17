"""The manifest → how the version was made: recipe, libraries, what was learned from."""

from __future__ import annotations

from typing import Any

from features.artifact import Manifest
from service.html.parts import Table
from training.report.pieces import Section
from training.report.voice import Voice


def making(manifest: Manifest, say: Voice) -> Section:
    """Everything somebody needs to make it again."""
    said = say(
        "making.said",
        version=manifest.version,
        recipe=manifest.recipe_hash,
        made=say.day(manifest.created_at),
    )
    recipe = [[name, _value(value)] for name, value in manifest.recipe.items()]
    libraries = [[name, version] for name, version in manifest.dependencies.items()]
    counts = [[say.named("count", name), say.number(count)] for name, count in manifest.counts.items()]
    tables = [
        Table(say("table.counts"), [say("making.what"), say("making.count")], counts),
        Table(say("table.recipe"), [say("making.choice"), say("making.value")], recipe),
        Table(say("table.libraries"), [say("making.library"), say("making.version")], libraries),
    ]
    return Section("making", [said], [], tables)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))
    return "–" if value is None else str(value)
