"""What the macros of parts.html show: pictures with their sentences, tables, numbers that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from service.html.theme import darkened

Mark = Literal["good", "open", "bad", "few"]


class Drawn(NamedTuple):
    """One drawing as two SVG documents."""

    light: str
    dark: str


class Picture(NamedTuple):
    """One chart: `light` and `dark` for a desk, `narrow` for a phone."""

    light: str
    dark: str
    narrow: Drawn


def picture(wide: str, narrow: str) -> Picture:
    """From both drawings in the light colours."""
    return Picture(wide, darkened(wide), Drawn(narrow, darkened(narrow)))


def picture_of(pictures: Mapping[str, Mapping[str, str]], name: str, language: str) -> Picture | None:
    """`pictures`: name → language → SVG in light colours, `….narrow` for a phone. None: there is none."""
    wide = pictures.get(name, {}).get(language)
    if wide is None:
        return None
    return picture(wide, pictures.get(f"{name}.narrow", {}).get(language, wide))


class Figure(NamedTuple):
    """A picture, the sentence below it, and one for who doesn't see it."""

    picture: Picture
    caption: str
    description: str


class Table(NamedTuple):
    """Cells are texts, or numbers set right with `digits`; `open`: shown without being asked for."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | float | None]]
    digits: int = 3
    open: bool = False


class Fact(NamedTuple):
    """One number that matters, what it is to be read against; whether to be glad, and the word for that."""

    name: str
    value: str
    beside: str
    mark: Mark | None = None
    word: str = ""
