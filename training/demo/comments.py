"""Answers become words: who comments, and what (comments.toml), by touchpoint, tone and language."""

from functools import cache
from importlib.resources import files

import msgspec
import numpy as np
import polars as pl

Tone = dict[str, tuple[str, ...]]
GOOD = {"csat": 4, "stars": 4, "nps": 9, "ces": 6}  # from: such an answer comes with kind words
BAD = {"csat": 2, "stars": 2, "nps": 6, "ces": 3}  # up to: with others; between them with none


@cache
def phrases() -> dict[str, dict[str, Tone]]:
    """Touchpoint → `good` or `bad` → language → sentences."""
    text = files("training.demo").joinpath("comments.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=dict[str, dict[str, Tone]])


def with_comments(rng: np.random.Generator, answers: pl.DataFrame, share: float) -> pl.DataFrame:
    """Adds `comment` to so many of the answers that have a tone; `locale` says the language."""
    good, bad = (pl.col("metric").replace_strict(marks, default=None) for marks in (GOOD, BAD))
    tone = (
        pl.when(pl.col("score") >= good).then(pl.lit("good")).when(pl.col("score") <= bad).then(pl.lit("bad"))
    )
    return commented(rng, answers.with_columns(tone=tone), share).drop("tone")


def commented(rng: np.random.Generator, rows: pl.DataFrame, share: float) -> pl.DataFrame:
    """Adds `comment` by `touchpoint`, `tone` and `locale`; None where there is nothing to say."""
    speaks = rng.random(len(rows)) < share
    draws = rng.random((2, len(rows)))
    asked = rows.select("touchpoint", "tone", "locale").iter_rows()
    told = [
        _sentences(touchpoint, tone, locale, draw) if says else None
        for (touchpoint, tone, locale), says, draw in zip(asked, speaks, draws.T, strict=True)
    ]
    return rows.with_columns(comment=pl.Series(told, dtype=pl.String))


def _sentences(touchpoint: str, tone: str | None, locale: str, draw: np.ndarray) -> str | None:
    """One or two that suit."""
    known = phrases().get(touchpoint, {}).get(tone or "", {}).get(locale, ())
    if not known:
        return None
    first, second = (known[int(at * len(known))] for at in draw)
    return first if first == second else f"{first} {second}"
