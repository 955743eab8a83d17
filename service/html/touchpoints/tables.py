"""A stored analysis of touchpoints → tables, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from features.touchpoints.cells import ALL, Analysis, By, Curve, Word
from features.touchpoints.fairness import unequal
from features.touchpoints.standing import Standing
from features.touchpoints.view import standings
from service.html.parts import Table
from service.html.touchpoints.said import Titles, mean, met, segment
from service.html.touchpoints.words import DASH, Words

METRICS = ("csat", "nps", "ces", "stars")
STANDING = ("expectations", "met", "trend.points", "change.points", "gestures")
VOICES: tuple[By, ...] = ("voice", "asked")


def overview(found: list[Standing], titles: Titles, by: By, say: Words) -> Table:
    """A row per touchpoint and segment; the shop's own order."""
    names = ["touchpoint", *([] if by == ALL else ["segment"]), "owner", *STANDING, *METRICS]
    rows = [_row(one, titles, by, say) for one in found]
    return Table(say("table.all"), [say(f"column.{name}") for name in names], rows)


def _row(one: Standing, titles: Titles, by: By, say: Words) -> list[str | int | None]:
    part: list[str | int | None] = [] if by == ALL else [segment(by, one.segment, say)]
    return [titles[one.touchpoint].titled(say.language), *part, one.owner, *_figures(one, say)]


def _figures(one: Standing, say: Words) -> list[str | int | None]:
    scores = {score.metric: say.score(score) for score in one.scores}
    return [
        one.n,
        met(one, say),
        say.points_cell(one.trend),
        say.points_cell(one.since_last_month),
        say.share(one.gestures),
        *(scores.get(metric, DASH) for metric in METRICS),
    ]


def kinds_table(one: Standing, say: Words) -> Table:
    """Gaps of a touchpoint by kind."""
    rows: list[list[str | int | None]] = [
        [
            say.named("kind", kind.kind),
            kind.n,
            say.share(kind.met),
            DASH if kind.mean is None else say.gap(kind.mean, kind.unit),
            say.span(*(say.gap(end, kind.unit) for end in kind.interval)) if kind.interval else DASH,
        ]
        for kind in one.kinds
    ]
    columns = [say(f"column.{name}") for name in ("kind", "expectations", "met", "gap", "interval")]
    return Table(say("table.kinds"), columns, rows)


def curve_table(curve: Curve, say: Words) -> Table:
    """Answers by gap."""
    rows: list[list[str | int | None]] = [
        [say.number(point.gap), point.n, mean(point, say)] for point in curve.points
    ]
    columns = [say(f"axis.gap.{curve.unit}"), say("column.n"), say(f"axis.{curve.metric}")]
    return Table(say("table.curve", metric=say.named("metric", curve.metric)), columns, rows)


def words_tables(words: Sequence[Word], say: Words) -> list[Table]:
    """What the satisfied and what the dissatisfied say more often."""
    sides = {"good": [w for w in words if w.log_odds > 0], "bad": [w for w in words if w.log_odds < 0]}
    columns = [say(f"column.{name}") for name in ("word", "in_good", "in_bad", "odds")]
    return [
        Table(say(f"table.words.{side}"), columns, [_word(word, say) for word in told])
        for side, told in sides.items()
        if told
    ]


def _word(word: Word, say: Words) -> list[str | int | None]:
    return [word.word, word.good, word.bad, say.number(word.log_odds, 2)]


def unequal_table(found: Analysis, months: Sequence[str], titles: Titles, say: Words) -> Table:
    """Where a segment differs from all others for certain."""
    names = ("touchpoint", "kind", "what", "segment", "n", "share", "others", "apart.points")
    rows: list[list[str | int | None]] = [
        [
            titles[one.touchpoint].titled(say.language) if one.touchpoint in titles else one.touchpoint,
            say.named("kind", one.kind),
            say(f"what.{one.what}"),
            f"{say(f'by.{one.by}')}: {segment(one.by, one.segment, say)}",
            one.n,
            say.share(one.share),
            say.share(one.others),
            say.points_cell(one.difference),
        ]
        for one in unequal(found, months)
    ]
    return Table(say("table.unequal"), [say(f"column.{name}") for name in names], rows)


def voices_table(found: Analysis, titles: Titles, months: Sequence[str], say: Words) -> Table:
    """What is said in public against private, asked against unasked."""
    rows: list[list[str | int | None]] = []
    for by in VOICES:
        for one in standings(found, titles, months, by):
            scores = {score.metric: say.score(score) for score in one.scores}
            if scores:
                name, part = titles[one.touchpoint].titled(say.language), segment(by, one.segment, say)
                rows.append([name, part, *(scores.get(metric, DASH) for metric in METRICS)])
    columns = [say(f"column.{name}") for name in ("touchpoint", "voice", *METRICS)]
    return Table(say("table.voices"), columns, rows)


def moves_table(found: Analysis, say: Words) -> Table:
    """Who went from which state to which within a month; those who stayed, too."""
    rows: list[list[str | int | None]] = [
        [say.named("state", move.before), say.named("state", move.now), move.customers]
        for move in sorted(found.moves, key=lambda move: (move.before == move.now, -move.customers))
    ]
    return Table(say("table.moves"), [say(f"column.{name}") for name in ("before", "now", "customers")], rows)
