"""What was found → whether to be glad: in a sentence, and in figures marked good or bad in words."""

from __future__ import annotations

from typing import NamedTuple

from features.artifact import Manifest
from service.engine.ranker import HEADS, Head
from service.html.parts import Fact, Mark
from training.evaluation.figures import Evaluation, Score
from training.report.voice import Voice

FEWEST = 30  # customers; of fewer nothing is judged


class Race(NamedTuple):
    """The blend, and the simple baseline that came nearest."""

    targets: Head
    blend: Score
    rival: Score

    @property
    def mark(self) -> Mark:
        """Is the interval of the blend's lead on one side of nothing."""
        if self.blend.customers < FEWEST:
            return "few"
        return "good" if self.rival.lead_low > 0 else "bad" if self.rival.lead_high < 0 else "open"

    def factor(self, lead: float) -> float:
        """How many times as good as the rival is who leads it by so much."""
        return 1 + lead / self.rival.ndcg if self.rival.ndcg else float("inf")


def races(found: Evaluation) -> list[Race]:
    """One for each kind of target that anybody took."""
    return [race for head in HEADS if (race := _race(found, head))]


def _race(found: Evaluation, head: Head) -> Race | None:
    scores = [score for score in found.scores if score.targets == head and score.customers]
    blend = next((score for score in scores if score.kind == "blend"), None)
    rivals = [score for score in scores if score.kind == "baseline"]
    return Race(head, blend, max(rivals, key=lambda score: score.ndcg)) if blend and rivals else None


def overall(run: list[Race]) -> Mark:
    """Good where everything is; bad where anything is."""
    marks = {race.mark for race in run} or {"few"}
    return next((mark for mark in ("bad", "few", "open") if mark in marks), "good")


def judged(run: list[Race], say: Voice) -> str:
    """The sentence for somebody who reads no other."""
    return say(f"judged.{overall(run)}")


def against(race: Race, say: Voice) -> str:
    """How many times as good as the nearest rival, with the interval of its lead."""
    name = say.named("method", race.rival.method)
    if not race.rival.ndcg:
        return say("against.nothing", name=name)
    rival = race.rival
    low, high = race.factor(rival.lead_low), race.factor(rival.lead_high)
    times = say.number(race.factor(rival.lead), 2)
    return say("against", times=times, span=say.span(low, high, 2), name=name)


def facts(manifest: Manifest, found: Evaluation, run: list[Race], say: Voice) -> list[Fact]:
    """How well all and new items are foreseen; whose, and from what."""
    return [*(_hit(race, say) for race in run), *_source(manifest, found, run, say)]


def _hit(race: Race, say: Voice) -> Fact:
    blend = race.blend
    span = say("interval", span=say.span(blend.ndcg_low, blend.ndcg_high))
    beside = f"{span}; {against(race, say)}"
    return Fact(say(f"fact.{race.targets}"), say.figure(blend.ndcg), beside, race.mark)


def _source(manifest: Manifest, found: Evaluation, run: list[Race], say: Voice) -> list[Fact]:
    counts, tried = manifest.counts, max((race.blend.customers for race in run), default=0)
    windows = len({one.value for one in found.windows})
    spans = say.counted("fact.windows", windows), say.counted("days", found.horizon_days)
    persons = say.number(counts["persons"])
    whose = say("fact.customers.beside", windows=spans[0], days=spans[1], persons=persons)
    made_of = {"touches": say.number(counts["interactions"]), "items": say.number(counts["items"])}
    since = say("fact.data.beside", first=say.day(manifest.data_from), **made_of)
    return [
        Fact(say("fact.customers"), say.number(tried), whose),
        Fact(say("fact.data"), say.day(manifest.data_until), since),
    ]
