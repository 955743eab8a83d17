"""A stored report of gestures → what a page or a terminal says of it: verdict, facts, tables."""

from __future__ import annotations

from collections.abc import Iterator

from features.interventions.definition import NOTHING
from features.interventions.report import Estimate, Line, Outcome, Report
from service.html.interventions.words import Words
from service.html.parts import Fact, Mark, Table

BETTER_DOWN: tuple[Outcome, ...] = ("complaint",)


def mark_of(told: Estimate | None, *, down: bool = False) -> Mark:
    """Is it certain, and to be glad of."""
    if told is None:
        return "few"
    if told.low <= 0 <= told.high:
        return "open"
    return "good" if (told.effect > 0) is not down else "bad"


def verdict(report: Report, say: Words) -> tuple[Mark, list[str]]:
    """All goodwill against the holdout; how it is chosen; what else must be known."""
    told = report.effects.get("repeat_30d")
    mark = mark_of(told)
    said = [say(f"verdict.{mark}", effect=say.estimate(told), cost=say.per_kept(report.per_kept))]
    how = "learned" if report.learned_from else "even"
    said.append(say(f"chosen.{how}", count=say.number(report.learned_from)))
    return mark, [*said, *_warnings(report, say)]


def _warnings(report: Report, say: Words) -> Iterator[str]:
    for one in report.changes:
        yield say("changed", name=gesture(one.gesture, say), day=say.day(one.since))
    if report.unknown:
        yield say("unknown", count=say.number(report.unknown))
    if report.unreadable:
        yield say("unreadable_lines", count=say.number(report.unreadable))


def facts(report: Report, say: Words) -> list[Fact]:
    """What it came to: decisions, money, customers kept."""
    made = sum(line.decided for line in report.lines if line.gesture != NOTHING)
    days = len({day.day for day in report.days})
    held = say("fact.made.beside", decided=say.number(report.decided), held=say.number(report.held))
    mean = say.money(report.cost / days) if days else say.money(0.0)
    spent = say("fact.cost.beside", mean=mean, budget=say.money(report.daily_budget))
    kept = say("fact.kept.beside" if report.per_kept else "fact.kept.open")
    return [
        Fact(say("fact.made"), say.number(made), held),
        Fact(say("fact.cost"), say.money(report.cost), spent),
        Fact(say("fact.kept"), say.per_kept(report.per_kept), kept),
    ]


def outcome_table(report: Report, say: Words) -> Table:
    """All goodwill against the holdout, by what customers did."""
    rows: list[list[str | int | None]] = [
        [
            say(f"outcome.{name}"),
            say.estimate(told),
            say(f"seen.{mark_of(told, down=name in BETTER_DOWN)}"),
            None if told is None else say.number(told.triggers),
        ]
        for name, told in report.effects.items()
    ]
    return Table(say("table.outcomes"), _columns(say, "outcome", "effect", "judged", "decided"), rows)


def gesture_table(report: Report, say: Words) -> Table:
    """Each gesture against nothing."""
    rows: list[list[str | int | None]] = [
        [
            gesture(line.gesture, say),
            line.decided,
            say.money(line.cost),
            say.estimate(line.effect),
            say(f"seen.{mark_of(line.effect)}"),
            say.per_kept(line.per_kept),
        ]
        for line in report.lines
        if line.gesture != NOTHING
    ]
    names = ("gesture", "decided", "cost", "effect", "judged", "per_kept")
    return Table(say("table.gestures"), _columns(say, *names), rows)


def after_table(report: Report, say: Words) -> Table:
    """What customers did after each: not an effect, those who got it differ."""
    rows = [_after(line, say) for line in report.lines]
    names = ("gesture", "accepted", "declined", "repeats", "complaints", "stars", "better")
    return Table(say("table.after"), _columns(say, *names), rows)


def _after(line: Line, say: Words) -> list[str | int | None]:
    of = {name: getattr(line, name) / line.old if line.old else None for name in ("repeats", "complaints")}
    rated = say.number(line.rated)
    stars = None if line.stars is None else say("stars", value=say.number(line.stars, 2), count=rated)
    return [
        gesture(line.gesture, say),
        line.accepted,
        line.declined,
        *(None if told is None else say("of", share=say.share(told), count=line.old) for told in of.values()),
        stars,
        say("of", share=say.share(line.better / line.states), count=line.states) if line.states else None,
    ]


def refused_table(report: Report, say: Words) -> Table:
    """Why gestures weren't possible."""
    rows: list[list[str | int | None]] = [
        [say.why(why), count] for why, count in sorted(report.refused.items(), key=lambda one: -one[1])
    ]
    return Table(say("table.refused"), _columns(say, "why", "count"), rows)


def age(report: Report, now: int, say: Words) -> str:
    """By what was known when."""
    return say("age", ago=say.ago(report.computed_at, now), until=say.moment(report.as_of))


def gesture(name: str, say: Words) -> str:
    """As the shop called it."""
    return say("nothing") if name == NOTHING else name


def _columns(say: Words, *names: str) -> list[str]:
    return [say(f"column.{name}") for name in names]
