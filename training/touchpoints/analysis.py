"""Everything that is known of a shop → the analysis of its touchpoints, as it is stored and read."""

from __future__ import annotations

import polars as pl

from features.clock import DAY, to_text
from features.touchpoints.cells import Analysis, Move, Word
from features.touchpoints.gaps import Gaps, gaps_of
from features.touchpoints.known import Known
from features.touchpoints.months import last_months
from features.touchpoints.state import moves, states_of
from features.touchpoints.words import separating
from training.touchpoints.counting import answer_cells, gap_cells, with_gestures
from training.touchpoints.curves import curves_of
from training.touchpoints.segments import with_segments, with_voices

MONTH = 30 * DAY
LATELY = 730 * DAY  # what is older says nothing of how words and curves are today
GOOD = {"csat": 4, "stars": 4, "nps": 9, "ces": 5}  # from: a comment is a satisfied one
BAD = {"csat": 2, "stars": 2, "nps": 6, "ces": 3}  # up to: a dissatisfied one


def analysis_of(known: Known, judged: Gaps | None = None) -> Analysis:
    """Of everything up to `known.as_of`; `judged`: its gaps, where somebody has them."""
    found = judged or gaps_of(known)
    answers, lately = _answers(found, known), pl.col("at") > known.as_of - LATELY
    return Analysis(
        as_of=to_text(known.as_of),
        gaps=gap_cells(with_segments(with_gestures(found), found.events, known.zone)),
        answers=answer_cells(with_voices(with_segments(answers, found.events, known.zone), found.events)),
        words=_words(found.events.filter(lately), known),
        curves=curves_of(found.rows.filter(lately), answers),
        moves=_moves(found, known.as_of),
        aside=dict(found.aside),
        unknown=dict(found.unknown),
        running=last_months(1, known.as_of, known.zone)[0],
    )


def _answers(found: Gaps, known: Known) -> pl.DataFrame:
    rated = pl.col("kind") == "experience_rated"
    return found.events.filter(rated & pl.col("touchpoint").is_in(list(known.touchpoints)))


def _moves(found: Gaps, as_of: int) -> list[Move]:
    table = moves(states_of(found, as_of - MONTH), states_of(found, as_of))
    return [Move(**row) for row in table.iter_rows(named=True)]


def _words(events: pl.DataFrame, known: Known) -> dict[str, list[Word]]:
    """Per touchpoint; what somebody complains of is bad."""
    good, bad = (pl.col("metric").replace_strict(marks, default=None) for marks in (GOOD, BAD))
    said = events.drop_nulls("comment").with_columns(
        good=pl.when((pl.col("kind") == "complaint_raised") | (pl.col("score") <= bad))
        .then(pl.lit(value=False))
        .when(pl.col("score") >= good)
        .then(pl.lit(value=True))
    )
    told = {
        name: separating(said.filter(pl.col("touchpoint") == name).select("person", "comment", "good"))
        for name in known.touchpoints
    }
    return {name: words for name, words in told.items() if words}
