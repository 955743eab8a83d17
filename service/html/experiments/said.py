"""A stored analysis → sentences: the verdict, a change with its interval, whether it is shown, its age."""

from __future__ import annotations

from features.experiments.metrics import METRICS
from features.experiments.results import RELATIVE, Effect, Results, Sentence, State
from service.html.experiments.words import Words
from service.html.parts import Mark

MARKS: dict[State, Mark] = {
    "better": "good",
    "worse": "bad",
    "withheld": "bad",
    "no_difference": "open",
    "not_yet": "open",
    "before_start": "few",
}
DECIDED: dict[str, Mark] = {"better": "good", "better_faded": "good", "worse": "bad", "worse_faded": "bad"}
DOUBT = 0.05  # of false discoveries among secondary metrics


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


def change(effect: Effect, say: Words) -> str:
    """How much more (or less), relative where that can be said."""
    return _change(effect.metric, effect.figures, say)


def span(effect: Effect, say: Words) -> str:
    """Its interval in the same terms."""
    return _between(effect.metric, effect.figures, say)


def _change(metric: str, figures: dict[str, float], say: Words) -> str:
    """Relative where its interval is known, too, else in the metric's own unit."""
    if figures.keys() >= set(RELATIVE):
        return say.change(figures["relative"])
    return say.apart(metric, figures.get("difference", 0.0))


def _between(metric: str, figures: dict[str, float], say: Words) -> str:
    if figures.keys() >= set(RELATIVE):
        return say.span(say.change(figures["relative_low"]), say.change(figures["relative_high"]))
    return say.between(metric, figures.get("low", 0.0), figures.get("high", 0.0))


def seen(effect: Effect, results: Results) -> Mark:
    """Is it shown to be better or worse: the primary metric by the verdict, others by their intervals."""
    if results.state == "withheld":
        return "open"
    if effect.role == "primary":
        return DECIDED.get(judged(effect, results).kind, "open")
    if doubtful(effect) or effect.low <= 0 <= effect.high:
        return "open"
    known = METRICS.get(effect.metric)
    good = effect.low > 0 if known is None else known.good(effect.low)
    return "good" if good else "bad"


def judged(effect: Effect, results: Results) -> Sentence:
    """The sentence on a variant; an empty one where nothing was judged."""
    found = (one for one in results.sentences if one.variant == effect.variant)
    return next(found, Sentence(kind=""))


def doubtful(effect: Effect) -> bool:
    """May it be a false discovery among the secondary metrics."""
    return effect.p_adjusted is not None and effect.p_adjusted >= DOUBT


def age(results: Results, now: int, say: Words) -> str:
    """When it was computed, from what."""
    computed, until = say.ago(results.computed_at, now), say.moment(results.data_until)
    return say("age", ago=computed, until=until, phase=results.phase, version=results.version)
