"""One worker from start to stop, and what it tells whoever is on call."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from structlog.testing import capture_logs

from features.clock import MINUTE, system_clock
from features.settings import Settings
from service import app, environment
from service.api.fresh import watch
from tests.service.api.conftest import Serve


class Changing:
    """At every look the next thing happens: a swap, a refusal, an error, another swap."""

    model_version: str | None = None

    def __init__(self) -> None:
        self.refused: dict[str, str] = {}
        self.looks = 0

    def refresh_model(self) -> None:
        self.looks += 1
        if self.looks == 1:
            self.model_version = "v1"
        elif self.looks == 2:
            self.refused = {"v2": "v2/items.npy is damaged"}
        elif self.looks == 3:
            raise OSError("no such disk")
        else:
            self.model_version = "v3"


class Quiet:
    """Parcels of which nothing is heard."""

    standing = None

    def look(self) -> None:
        """Nothing new."""


class Gone:
    """A store that doesn't answer any more."""

    @property
    def standing(self) -> None:
        raise OSError("no such disk")

    def look(self) -> None:
        """Whatever."""


class Short:
    """Experiments, one without its model from the first look on."""

    models: ClassVar[dict[str, str | None]] = {}

    def __init__(self) -> None:
        self.refused: dict[str, str] = {}

    def refresh(self) -> None:
        self.refused = {"home": "no model is published as bolder"}


@dataclass
class Watched:
    """As much of a worker as the watch sees."""

    settings: Any
    live: Changing
    reads: ThreadPoolExecutor
    deliveries: Quiet | Gone
    experiments: Short = field(default_factory=Short)

    async def read(self, work: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.reads, work)


@dataclass
class Hurried:
    model_poll: int = 1_000


async def until_five_looks(live: Changing, deliveries: Quiet | Gone) -> None:
    with ThreadPoolExecutor(1) as reads:
        worker: Any = Watched(Hurried(), live, reads, deliveries)
        watcher = asyncio.create_task(watch(worker))
        while live.looks < 5 and not watcher.done():
            await asyncio.sleep(0.002)
        watcher.cancel()


def test_swaps_refusals_and_errors_are_told_once_and_the_watch_goes_on() -> None:
    live = Changing()
    with capture_logs() as lines:
        asyncio.run(until_five_looks(live, Quiet()))
    said = [line["event"] for line in lines]
    alone = "nobody takes part in an experiment"
    assert said == ["model swapped", alone, "model refused", "could not look for a model", "model swapped"]
    assert (lines[1]["experiment"], lines[1]["why"]) == ("home", "no model is published as bolder")
    assert (lines[2]["why"], lines[2]["serving"]) == ("v2/items.npy is damaged", "v1")


def test_whatever_goes_wrong_with_deliveries_the_watch_for_models_goes_on() -> None:
    live = Changing()
    with capture_logs() as lines:
        asyncio.run(until_five_looks(live, Gone()))
    assert live.looks >= 5
    assert "could not look for deliveries" in [line["event"] for line in lines]


def test_a_start_says_what_it_serves(serve: Serve) -> None:
    with capture_logs() as lines:
        serve()
    assert [line["event"] for line in lines][-1] == "started"


def test_threads_that_make_pages_slow_are_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in environment.THREADS:
        monkeypatch.setenv(variable, "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    with capture_logs() as lines:
        app.warn_of_threads()
    assert [line["variable"] for line in lines] == ["OMP_NUM_THREADS"]


def test_a_clock_that_was_started_runs_on_in_a_later_worker() -> None:
    shown = environment.clock_of(f"{60 * MINUTE}@0")()
    assert shown > 60 * MINUTE


def test_without_as_of_the_clock_is_the_real_one(settings: Settings) -> None:
    assert environment.clock_of(None) is system_clock
