"""What a report is made of: sections of sentences, pictures and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from training.charts import Picture

Mark = Literal["good", "open", "bad", "few"]


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


class Section(NamedTuple):
    """A heading's `key`, what is said under it and listed, then pictures, then tables."""

    key: str
    said: Sequence[str]
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    listed: Sequence[str] = ()


class Fact(NamedTuple):
    """One number that matters, what it is to be read against, and whether to be glad."""

    name: str
    value: str
    beside: str
    mark: Mark | None = None
