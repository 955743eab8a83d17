"""What a report is made of: sections of sentences, pictures and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from service.html.parts import Figure, Table


class Section(NamedTuple):
    """A heading's `key`, what is said under it and listed, then pictures, then tables."""

    key: str
    said: Sequence[str]
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    listed: Sequence[str] = ()
