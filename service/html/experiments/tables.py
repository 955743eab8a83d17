"""A stored analysis → facts, tables and checks, in the reader's language."""

from __future__ import annotations

from typing import NamedTuple

from features.clock import DAY
from features.experiments.results import Check, Effect, Results, Segment
from service.html.experiments.said import change, doubtful, judged, seen, span
from service.html.experiments.words import Words
from service.html.parts import Fact, Table

WORTH_TELLING = 0.005  # of an interval that got narrower


class Checked(NamedTuple):
    """Something that was looked after."""

    ok: bool
    sentence: str


def facts(results: Results, say: Words) -> list[Fact]:
    """The primary metric of each variant, who took part, how long."""
    primary = [effect for effect in results.effects if effect.role == "primary"]
    return [
        *(_primary(effect, results, say) for effect in primary),
        _units(results, say),
        _days(results, say),
    ]


def _primary(effect: Effect, results: Results, say: Words) -> Fact:
    name = say("fact.primary", metric=say.metric(effect.metric), variant=effect.variant)
    mark = seen(effect, results)
    beside = say("fact.primary.beside", span=span(effect, say))
    return Fact(name, change(effect, say), beside, mark, say(f"seen.{mark}"))


def _units(results: Results, say: Words) -> Fact:
    units = say.number(sum(variant.units for variant in results.variants))
    each = " · ".join(f"{variant.name} {say.number(variant.units)}" for variant in results.variants)
    if results.planned is not None:
        each = f"{say('fact.planned', count=say.number(results.planned))} {each}"
    return Fact(say(f"fact.units.{results.unit}"), units, each)


def _days(results: Results, say: Words) -> Fact:
    if results.decided_day is not None:
        value, beside = results.decided_day, say("fact.decided")
    else:
        known = max(0, results.data_until - results.start) // DAY
        value = max((look.day for look in results.path), default=known)
        to_go = results.days_to_go
        beside = say("fact.open") if to_go is None else say("fact.to_go", days=say.lasting(to_go))
    return Fact(say("fact.days"), say.number(value), beside)


def effect_table(results: Results, say: Words) -> Table:
    """Every metric of every variant beside the control's."""
    names = ("metric", "change", "interval", "judged", "control", "treated", "variant", "role", "measured")
    rows = [_effect_row(effect, results, say) for effect in results.effects]
    return Table(say("table.effects"), [say(f"column.{name}") for name in names], rows)


def _effect_row(effect: Effect, results: Results, say: Words) -> list[str | float | None]:
    values = [say.value(effect.metric, value) for value in (effect.control, effect.treated)]
    how = _how(effect, results, say)
    told = [change(effect, say), span(effect, say), say(f"seen.{seen(effect, results)}")]
    name, role = say.metric(effect.metric), say(f"role.{effect.role}")
    return [name, *told, *values, effect.variant, role, "; ".join(how) or None]


def _how(effect: Effect, results: Results, say: Words) -> list[str]:
    """What is to be known of a row."""
    verdict, narrowed = judged(effect, results), effect.narrowed or 0.0
    how = []
    if effect.role == "primary" and verdict.kind.endswith("_faded"):
        how += [say("faded", day=say.days(verdict.figures.get("day", 0)))]
    if doubtful(effect) and not effect.low <= 0 <= effect.high:
        how += [say("doubtful")]
    how += [say("narrowed", share=say.share(narrowed))] if narrowed >= WORTH_TELLING else []
    return how + ([say("capped", value=say.value(effect.metric, effect.capped))] if effect.capped else [])


def segment_table(results: Results, say: Words) -> Table:
    """The primary metric among parts of the units."""
    names = ("part", "units", "variant", "control", "treated", "difference", "interval")
    rows = [_segment_row(one, results, say) for one in results.segments]
    return Table(say("table.segments"), [say(f"column.{name}") for name in names], rows)


def _segment_row(one: Segment, results: Results, say: Words) -> list[str | float | None]:
    values = [say.value(results.metric, value) for value in (one.control, one.treated)]
    between = say.between(results.metric, one.low, one.high)
    apart = say.apart(results.metric, one.difference)
    return [_part(one, say), one.units, one.variant, *values, apart, between]


def _part(one: Segment, say: Words) -> str:
    value = say.named("value", one.value) if one.column in ("came", "bought") else one.value
    return say("part", column=say.named("segment", one.column), value=value)


def checked(results: Results, say: Words) -> list[Checked]:
    """What is wrong first."""
    found = [Checked(check.ok, _check(check, say)) for check in results.checks]
    return sorted(found, key=lambda one: one.ok)


def _check(check: Check, say: Words) -> str:
    figures = {name: say.number(value) for name, value in check.figures.items()}
    if "p" in check.figures:
        figures["p"] = say.probability(check.figures["p"])
    if "share" in check.figures:
        figures["share"] = say.share(check.figures["share"])
    metric = say.metric(check.metric) if check.metric else ""
    return say(f"check.{check.kind}.{'ok' if check.ok else 'bad'}", metric=metric, **figures)
