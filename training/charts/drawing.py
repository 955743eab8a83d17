"""A chart for a width → SVG documents: as wide as a desk or as a phone, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from textwrap import wrap
from typing import Any, Literal, NamedTuple

import altair as alt
import vl_convert

from service.html.parts import Picture, picture
from service.html.theme import chart_config, colours
from service.texts import text

INK = colours("light")  # charts are drawn in these; the dark ones take their places afterwards
D3_LOCALE: dict[str, Literal["de-DE", "en-US"]] = {"de": "de-DE", "en": "en-US"}


class Frame(NamedTuple):
    """CSS pixels of a plot with names at its side, and of one without; `over`: names stand over their bars.

    How many ticks an axis has, and how many letters a line of its title.
    """

    width: int
    alone: int
    over: bool
    ticks: int
    letters: int

    def title(self, words: str) -> list[str]:
        """The words in as many lines as they need."""
        return wrap(words, self.letters)


WIDE, NARROW = Frame(320, 450, False, 5, 60), Frame(255, 260, True, 3, 34)


def drawn(build: Callable[[Frame], Any], locale: str, spare: float = 0) -> Picture:
    """What `build` makes of either frame; `spare`: CSS pixels on the left for a wider font of the reader."""
    wide, narrow = (
        _svg(build(frame).to_dict(validate=False), locale, 0 if frame.over else spare)
        for frame in (WIDE, NARROW)
    )
    return picture(wide, narrow)


def rows(values: list[dict[str, Any]]) -> alt.Data:
    """Data that stays in the drawing."""
    return alt.Data(values=values)  # type: ignore[no-untyped-call]


def _svg(specification: dict[str, Any], locale: str, spare: float) -> str:
    padding = {"left": 5 + spare, "right": 30, "top": 5, "bottom": 5}
    language = D3_LOCALE[text.language(locale)]
    found = vl_convert.vegalite_to_svg(
        specification | {"config": chart_config("light"), "padding": padding},
        vl_version=".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2]),
        format_locale=language,
        time_format_locale=language,
    )
    return _numbered(found)


def _numbered(svg: str) -> str:
    """Vega counts its clips over the process; counted per picture, the same numbers make the same file."""
    counted = dict.fromkeys(re.findall(r'(?<=id=")clip\d+(?=")', svg))
    places = {name: f"clip{place}" for place, name in enumerate(counted)}
    return re.sub(r'(?<=id=")clip\d+|(?<=url\(#)clip\d+', lambda found: places.get(found[0], found[0]), svg)
