"""`zuvor check`: a self-test; every finding says what is wrong and the mend."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

import click

from features.clock import MINUTE, system_clock, to_text
from features.errors import ZuvorError
from features.settings import Settings
from service.commands.flags import as_json, with_settings
from service.commands.out import give, give_json, table
from service.commands.serve import THREADS

AHEAD = 5 * MINUTE


class Finding(NamedTuple):
    """One part, and what is wrong with it; empty where nothing is."""

    part: str
    wrong: str

    @property
    def said(self) -> str:
        return self.wrong or "ok"


@click.command(epilog="Example: zuvor check --json")
@as_json
@with_settings("store", "artifacts")
def command(settings: Settings, as_json: bool) -> int:
    """Self-test of store, artifact, threads and clock: what is wrong and the mend."""
    parts: dict[str, Callable[[Settings], str | None]] = {
        "store": store,
        "artifact": artifact,
        "threads": threads,
        "clock": clock,
    }
    findings = [Finding(name, _told(test, settings)) for name, test in parts.items()]
    if as_json:
        give_json([{"part": finding.part, "wrong": finding.wrong or None} for finding in findings])
    else:
        give(table(("part", "state"), [(finding.part, finding.said) for finding in findings]))
    return int(any(finding.wrong for finding in findings))


def _told(test: Callable[[Settings], str | None], settings: Settings) -> str:
    try:
        return test(settings) or ""
    except ZuvorError as error:
        return str(error)


def store(settings: Settings) -> str | None:
    """Damaged, locked, not ours; nothing is created or migrated to find out."""
    from service.store import open_store

    opened = open_store(settings.store, migrate=False)
    try:
        return opened.check()
    finally:
        opened.close()


def artifact(settings: Settings) -> str | None:
    """Broken or incomplete; none at all is where everybody starts."""
    from service.commands.models import wrong_with_current

    return wrong_with_current(settings.artifacts)


def threads(settings: Settings) -> str | None:
    """`zuvor serve` sets them itself; another value in the environment means somebody wants otherwise."""
    odd = [name for name in THREADS if os.environ.get(name, "1") != "1"]
    return f"{', '.join(odd)} not 1: pages get slower; unset, `zuvor serve` sets them" if odd else None


def clock(settings: Settings) -> str | None:
    """An event of tomorrow means that this clock is slow, or was when the event was kept."""
    from service.store import open_store

    opened = open_store(settings.store, migrate=False)
    newest = opened.summary()["newest_event"]
    opened.close()
    if newest <= system_clock() + AHEAD:
        return None
    return f"the newest event is of {to_text(newest)}, in the future; set this machine's clock (NTP)"
