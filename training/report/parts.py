"""Windows and groups of customers → whether the blend holds over time, and for whom."""

from __future__ import annotations

from collections.abc import Sequence

from service.engine.ranker import HEADS, Head
from service.html.parts import Figure, Table
from training.charts import Group, Point, Valued, group_chart, line_chart
from training.evaluation.figures import Evaluation, Slice
from training.report.pieces import Section
from training.report.quality import led
from training.report.voice import Voice

MOST = 12  # groups in a picture; the table has all


def over_time(found: Evaluation, say: Voice) -> Section:
    """Window by window, the earliest first; one window shows no course."""
    parts = sorted(found.windows, key=lambda part: part.value)
    days = say.counted("days", found.horizon_days)
    if len({part.value for part in parts}) < 2:
        return Section("windows", [say("windows.one", days=days)])
    figures = [figure for head in HEADS if (figure := _course(parts, head, say))]
    return Section("windows", [say("windows.said", days=days)], figures, [_table(parts, "window", say)])


def cohorts(found: Evaluation, say: Voice) -> Section:
    """Group by group."""
    if not found.cohorts:
        return Section("cohorts", [say("cohorts.none")])
    figures = [figure for head in HEADS if (figure := _groups(found.cohorts, head, say))]
    return Section("cohorts", [say("cohorts.said")], figures, [_table(found.cohorts, "cohort", say)])


def _course(parts: Sequence[Slice], head: Head, say: Voice) -> Figure | None:
    mine = [part for part in parts if part.targets == head]
    points = [point for part in mine for point in _points(part, say)]
    if not points:
        return None
    picture = line_chart(points, say("ndcg.axis"), say("windows.axis"), say.locale)
    return Figure(picture, say(f"windows.figure.{head}"), _told(mine, say))


def _points(part: Slice, say: Voice) -> list[Point]:
    when, alone = say.short_day(part.value), part.baseline_ndcg
    return [
        Point(say("blend"), when, part.ndcg, part.ndcg_low, part.ndcg_high),
        Point(say("simple"), when, alone, alone, alone),
    ]


def _groups(parts: Sequence[Slice], head: Head, say: Voice) -> Figure | None:
    mine = [part for part in parts if part.targets == head][:MOST]
    if not mine:
        return None
    groups = [Group(_counted(part, say), _values(part, say)) for part in mine]
    picture = group_chart(groups, say("ndcg.axis"), say("cohorts.axis"), say.locale)
    return Figure(picture, say(f"cohorts.figure.{head}", most=MOST), _told(mine, say))


def _values(part: Slice, say: Voice) -> list[Valued]:
    alone = part.baseline_ndcg
    return [
        Valued(say("blend"), part.ndcg, part.ndcg_low, part.ndcg_high, say.figure(part.ndcg)),
        Valued(say("simple"), alone, alone, alone, say.figure(alone)),
    ]


def _counted(part: Slice, say: Voice) -> str:
    return say("cohorts.counted", name=_name(part, say), customers=say.number(part.customers))


def _name(part: Slice, say: Voice) -> str:
    if part.by == "window":
        return say("windows.from", day=say.day(part.value))
    value = say.named(f"cohort.{part.by}", part.value)
    value = say.named("cohort.any", value)
    return say("cohorts.value", part=say(f"part.{part.by}"), value=value)


def _told(parts: Sequence[Slice], say: Voice) -> str:
    each = [
        say(
            "beside", name=_name(part, say), value=say.figure(part.ndcg), other=say.figure(part.baseline_ndcg)
        )
        for part in parts
    ]
    return say("told", what=say("ndcg"), summary="; ".join(each))


def _table(parts: Sequence[Slice], what: str, say: Voice) -> Table:
    names = (what, "targets", "customers", "ndcg", "interval95", "simple", "lead")
    rows = [_row(part, say) for part in sorted(parts, key=lambda part: part.targets)]
    return Table(say(f"table.{what}"), [say(name) for name in names], rows)


def _row(part: Slice, say: Voice) -> list[str | float | None]:
    simple = f"{say.figure(part.baseline_ndcg)} {say.named('method', part.baseline)}"
    reached: list[str | float | None] = [part.ndcg, say.span(part.ndcg_low, part.ndcg_high), simple]
    lead = led(part.lead, part.lead_low, part.lead_high, say)
    return [_name(part, say), say(f"targets.{part.targets}"), part.customers, *reached, lead]
