"""Experiments and who asks → in which arms they take part, and what their page is therefore made of.

Whether somebody takes part is decided before their arm is known, alike for all arms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec import Struct

from features.experiments.arms import Arms
from features.experiments.definition import Variant
from service.experiments.trial import Asker, Trial


class Exposure(Struct, frozen=True, kw_only=True):
    """An experiment whose variant the page shows; `enrolled` is false for a tester who was given it."""

    name: str
    variant: str
    enrolled: bool


class Part(NamedTuple):
    """`default`: the page is everybody's; `shelves`: only these; `recipe`: by the model of that name.

    `arms`: of those experiments only in which somebody is enrolled.
    """

    exposures: list[Exposure]
    arms: Arms
    default: bool = False
    shelves: frozenset[str] | None = None
    recipe: str | None = None


NOBODY = Part([], {})


class Taken(NamedTuple):
    """A variant somebody gets."""

    trial: Trial
    variant: Variant
    enrolled: bool


def part_of(
    trials: Iterable[Trial], asker: Asker, now: int, *, personalisable: bool, ready: Callable[[str], bool]
) -> Part:
    """`personalisable`: nothing speaks against a personal page; `ready`: is there a model of that name.

    A tester sees what they were given, and nothing else of any experiment.
    """
    here = [trial for trial in trials if not trial.over(now)]
    taken = [Taken(trial, variant, False) for trial in here if (variant := trial.forced(asker))]
    if not taken and personalisable and asker.units is not None:
        taken = _enrolled([trial for trial in here if trial.running(now)], asker, ready)
    return _combined(taken)


def _enrolled(trials: list[Trial], asker: Asker, ready: Callable[[str], bool]) -> list[Taken]:
    """The holdout is the first, and who is held out takes part in nothing else."""
    taken: list[Taken] = []
    if asker.units is None:
        return taken
    for trial in trials:
        if not trial.admits(asker) or not all(map(ready, trial.recipes)):
            continue
        if (variant := trial.arm(asker.units)) is not None:
            taken.append(Taken(trial, variant, True))
            if trial.holdout and variant.page == "default":
                break
    return taken


def _combined(taken: list[Taken]) -> Part:
    """Where experiments disagree: everybody's page before any other, then the first by name."""
    if not taken:
        return NOBODY
    variants = [one.variant for one in taken]
    return Part(
        [Exposure(name=t.trial.name, variant=t.variant.name, enrolled=t.enrolled) for t in taken],
        {t.trial.name: (t.trial.phase, t.variant.name) for t in taken if t.enrolled},
        any(variant.page == "default" for variant in variants),
        next((frozenset(variant.shelves) for variant in variants if variant.shelves), None),
        next((variant.recipe for variant in variants if variant.recipe), None),
    )
