"""Volume and drift → what the training learned from, and whether that is what it was the last time."""

from __future__ import annotations

import msgspec

from features.artifact import Manifest
from features.clock import DAY, parse_moment, to_text
from service.html.parts import Figure, Table
from training.charts import Counted, Course, volume_chart
from training.evaluation.figures import Evaluation
from training.findings.drift import Drift
from training.findings.notices import sentence
from training.findings.volume import Volume
from training.report.pieces import Section
from training.report.voice import Voice

MOST = 6  # kinds of event in the picture


def data(manifest: Manifest, found: Evaluation, drift: Drift | None, say: Voice) -> Section:
    """How much happened when; and how far it lies from what the last training saw."""
    figures = [_course(manifest, found, say)] if "volume" in manifest.metrics else []
    tables = [_table(drift, say)] if drift else []
    return Section("data", [drifted(drift, say)], figures, tables, told(manifest, say))


def told(manifest: Manifest, say: Voice) -> list[str]:
    """What the training leaned on and found odd, a sentence each."""
    return [sentence(notice, say.locale) for notice in manifest.notices]


def drifted(drift: Drift | None, say: Voice) -> str:
    """In a sentence, whether it is large."""
    if drift is None:
        return say("drift.none")
    return say(f"drift.{drift.size}", day=say.day(drift.data_until))


def _course(manifest: Manifest, found: Evaluation, say: Voice) -> Figure:
    volume = msgspec.convert(manifest.metrics["volume"], Volume)
    most = sorted(volume.kinds.items(), key=lambda pair: -sum(pair[1]))[:MOST]
    kinds = [Counted(say.named("acts", name), counts) for name, counts in most]
    step = _step(volume, say)
    course = Course(kinds, volume.begins, _windows(found), say("volume.time"), say("volume.axis", step=step))
    each = [
        say("volume.of", name=k.name, last=say.number(k.counts[-1]), most=say.number(max(k.counts)))
        for k in kinds
    ]
    told = say("told", what=say("volume.per", step=step), summary="; ".join(each))
    return Figure(volume_chart(course, say.locale), say("volume.figure", step=step), told)


def _step(volume: Volume, say: Voice) -> str:
    hours = round(24 * volume.step_days)
    return say(f"step.{hours}")


def _windows(found: Evaluation) -> list[tuple[str, str]]:
    """The spans that rankings were held against; RFC 3339."""
    cuts = {parse_moment(one.value) for one in found.windows}
    length = int(found.horizon_days * DAY)
    return [(to_text(cut), to_text(cut + length)) for cut in sorted(cuts)]


def _table(drift: Drift, say: Voice) -> Table:
    sizes = [
        [say(f"drift.{name}"), say.number(then), say.number(now), _grown(then, now, say)]
        for name, (then, now) in drift.sizes.items()
    ]
    apart = {"kinds": drift.kinds, "categories": drift.categories, "demand": drift.demand}
    indices = [
        [say(f"drift.{name}"), None, None, say.number(psi, 3)]
        for name, psi in apart.items()
        if psi is not None
    ]
    new = {"new_items": drift.new_items, "new_demand": drift.new_demand}
    shares = [
        [say(f"drift.{name}"), None, say.share(share), None]
        for name, share in new.items()
        if share is not None
    ]
    columns = [say(name) for name in ("drift.what", "drift.then", "drift.now", "drift.change")]
    return Table(
        say("table.drift", day=say.day(drift.data_until)), columns, [*sizes, *shares, *indices], open=True
    )


def _grown(then: int, now: int, say: Voice) -> str | None:
    return say("drift.grown", share=say.change(100 * (now - then) / then)) if then else None
