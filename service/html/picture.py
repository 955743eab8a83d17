"""Stored drawings → pictures of a page, for a desk and for a phone, on light and on dark ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from service.html.theme import darkened


class Drawn(NamedTuple):
    """One drawing on light and on dark ground."""

    light: str
    dark: str


class Picture(NamedTuple):
    """For a desk, and `narrow` for a phone."""

    light: str
    dark: str
    narrow: Drawn


class Figure(NamedTuple):
    """A picture, the sentence below it, and one for who doesn't see it."""

    picture: Picture
    caption: str
    description: str


def picture_of(pictures: Mapping[str, Mapping[str, str]], name: str, language: str) -> Picture | None:
    """`pictures`: name → language → SVG in light colours, `….narrow` for a phone. None: there is none."""
    wide = pictures.get(name, {}).get(language)
    if wide is None:
        return None
    narrow = pictures.get(f"{name}.narrow", {}).get(language, wide)
    return Picture(wide, darkened(wide), Drawn(narrow, darkened(narrow)))
