"""The outcome of a training → the report as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from features.artifact import Manifest, read_manifest
from features.errors import BadInput
from features.settings import Settings
from service.html import render
from training.evaluation.ablation import read_ablation
from training.job import Outcome
from training.report.contributions import contributions
from training.report.data import data, drifted
from training.report.headline import facts, judged, overall, races
from training.report.making import making
from training.report.parts import cohorts, over_time
from training.report.pieces import Section
from training.report.promises import promises
from training.report.quality import quality
from training.report.spread import spread
from training.report.voice import Voice


def write_report(path: Path, settings: Settings, outcome: Outcome) -> None:
    """The report of one training; whoever reads the file while it is written reads the one before.

    Raises BadInput where it can't be written.
    """
    root, say = Path(settings.artifacts), Voice(settings.locale)
    manifest = read_manifest(root / outcome.version)
    run = races(outcome)
    html = render(
        "report.html",
        settings.locale,
        manifest=manifest,
        mark=overall(run),
        judged=judged(run, say),
        drifted=drifted(outcome.drift, say),
        noticed=say.counted("notices", len(manifest.notices)),
        facts=facts(manifest, outcome, run, say),
        sections=list(_sections(root, manifest, outcome, say)),
    )
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(html, "utf-8")
        draft.rename(path)
    except OSError as error:
        raise BadInput(f"{path} can't be written ({error}): choose another place, train again") from None


def _sections(root: Path, manifest: Manifest, outcome: Outcome, say: Voice) -> Iterator[Section]:
    yield quality(outcome, say)
    yield over_time(outcome, say)
    yield cohorts(outcome, say)
    yield contributions(manifest, read_ablation(root), say)
    yield spread(outcome, say)
    yield promises(manifest, say)
    yield data(manifest, outcome, outcome.drift, say)
    yield making(manifest, say)
