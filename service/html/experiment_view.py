"""A stored analysis → what a page or a terminal says of it: verdict, facts, tables, checks."""

from __future__ import annotations

from typing import Literal, NamedTuple

from features.experiments.metrics import METRICS
from features.experiments.results import Check, Effect, Results, Segment, Sentence, State
from service.html.experiment_words import Words

Mark = Literal["good", "open", "bad", "few"]
MARKS: dict[State, Mark] = {
    "better": "good",
    "worse": "bad",
    "withheld": "bad",
    "no_difference": "open",
    "not_yet": "open",
    "before_start": "few",
}
FIGURES = ("difference", "low", "high", "relative", "relative_low", "relative_high")
RELATIVE = set(FIGURES[3:])
WORTH_TELLING = 0.005  # of an interval that got narrower
DOUBT = 0.05  # of false discoveries among secondary metrics
DECIDED: dict[str, Mark] = {"better": "good", "better_faded": "good", "worse": "bad", "worse_faded": "bad"}


class Fact(NamedTuple):
    """One number that matters, and what it is to be read against."""

    name: str
    value: str
    beside: str
    mark: Mark | None = None
    word: str = ""


class Table(NamedTuple):
    """Cells are texts, or numbers set right."""

    caption: str
    columns: list[str]
    rows: list[list[str | int | None]]


class Checked(NamedTuple):
    """Something that was looked after."""

    ok: bool
    sentence: str


def verdict(results: Results, say: Words) -> list[str]:
    """The verdict in a sentence, one for each variant; then what else must be known."""
    return [_sentence(one, results, say) for one in results.sentences]


def _sentence(one: Sentence, results: Results, say: Words) -> str:
    known = one.figures
    kind = f"{one.kind}.open" if one.kind == "not_yet" and "days_to_go" not in known else one.kind
    return say(
        f"sentence.{kind}",
        variant=one.variant or "",
        control=results.variants[0].name if results.variants else "",
        metric=say.metric(one.metric or results.metric),
        change=_change(one.metric or results.metric, known, say),
        span=_between(one.metric or results.metric, known, say),
        day=say.days(known.get("day", 0)),
        to_go=say.lasting(known.get("days_to_go", 0)),
        days=say.days(max(1, known.get("days", 0))),
        units=say.number(known.get("units", 0)),
        needed=say.number(known.get("needed", 0)),
        p=say.probability(known.get("p", 0)),
    )


def _change(metric: str, figures: dict[str, float], say: Words) -> str:
    """Relative where its interval is known, too, else in the metric's own unit."""
    if figures.keys() >= RELATIVE:
        return say.change(figures["relative"])
    return say.apart(metric, figures.get("difference", 0.0))


def _between(metric: str, figures: dict[str, float], say: Words) -> str:
    if figures.keys() >= RELATIVE:
        return say.span(say.change(figures["relative_low"]), say.change(figures["relative_high"]))
    return say.between(metric, figures.get("low", 0.0), figures.get("high", 0.0))


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
        value = max((look.day for look in results.path), default=0)
        to_go = results.days_to_go
        beside = say("fact.open") if to_go is None else say("fact.to_go", days=say.lasting(to_go))
    return Fact(say("fact.days"), say.number(value), beside)


def change(effect: Effect, say: Words) -> str:
    """How much more (or less), relative where that can be said."""
    return _change(effect.metric, _figures(effect), say)


def span(effect: Effect, say: Words) -> str:
    """Its interval in the same terms."""
    return _between(effect.metric, _figures(effect), say)


def _figures(effect: Effect) -> dict[str, float]:
    return {name: value for name in FIGURES if (value := getattr(effect, name)) is not None}


def seen(effect: Effect, results: Results) -> Mark:
    """Is it shown to be better or worse: the primary metric by the verdict, others by their intervals."""
    if results.state == "withheld":
        return "open"
    if effect.role == "primary":
        return DECIDED.get(_judged(effect, results).kind, "open")
    if doubtful(effect) or effect.low <= 0 <= effect.high:
        return "open"
    known = METRICS.get(effect.metric)
    return "good" if (effect.low > 0) == (known is None or known.better == "up") else "bad"


def _judged(effect: Effect, results: Results) -> Sentence:
    """The sentence on a variant; an empty one where nothing was judged."""
    found = (one for one in results.sentences if one.variant == effect.variant)
    return next(found, Sentence(kind=""))


def doubtful(effect: Effect) -> bool:
    """May it be a false discovery among the secondary metrics."""
    return effect.p_adjusted is not None and effect.p_adjusted >= DOUBT


def effect_table(results: Results, say: Words) -> Table:
    """Every metric of every variant beside the control's."""
    names = ("metric", "change", "interval", "judged", "control", "treated", "variant", "role", "measured")
    rows = [_effect_row(effect, results, say) for effect in results.effects]
    return Table(say("table.effects"), [say(f"column.{name}") for name in names], rows)


def _effect_row(effect: Effect, results: Results, say: Words) -> list[str | int | None]:
    values = [say.value(effect.metric, value) for value in (effect.control, effect.treated)]
    how = _how(effect, results, say)
    told = [change(effect, say), span(effect, say), say(f"seen.{seen(effect, results)}")]
    name, role = say.metric(effect.metric), say(f"role.{effect.role}")
    return [name, *told, *values, effect.variant, role, "; ".join(how) or None]


def _how(effect: Effect, results: Results, say: Words) -> list[str]:
    """What is to be known of a row."""
    judged, narrowed = _judged(effect, results), effect.narrowed or 0.0
    how = []
    if effect.role == "primary" and judged.kind.endswith("_faded"):
        how += [say("faded", day=say.days(judged.figures.get("day", 0)))]
    if doubtful(effect) and not effect.low <= 0 <= effect.high:
        how += [say("doubtful")]
    how += [say("narrowed", share=say.share(narrowed))] if narrowed >= WORTH_TELLING else []
    return how + ([say("capped", value=say.value(effect.metric, effect.capped))] if effect.capped else [])


def segment_table(results: Results, say: Words) -> Table:
    """The primary metric among parts of the units."""
    names = ("part", "units", "variant", "control", "treated", "difference", "interval")
    rows = [_segment_row(one, results, say) for one in results.segments]
    return Table(say("table.segments"), [say(f"column.{name}") for name in names], rows)


def _segment_row(one: Segment, results: Results, say: Words) -> list[str | int | None]:
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


def age(results: Results, now: int, say: Words) -> str:
    """When it was computed, from what."""
    computed, until = say.ago(results.computed_at, now), say.moment(results.data_until)
    return say("age", ago=computed, until=until, phase=results.phase, version=results.version)
