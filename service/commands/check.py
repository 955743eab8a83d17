"""`zuvor check`: a self-test; every finding says what is wrong and the mend."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import click

from features.clock import DAY, system_clock, to_text
from features.errors import ZuvorError
from features.identity import FOREVER
from features.settings import Settings
from service.commands.check_gestures import wrong_with_gestures, wrong_with_webhook
from service.commands.flags import as_json, with_settings
from service.commands.out import give, give_json, table
from service.environment import THREADS
from service.keys.key import state
from service.store.keys import Key

SOON = 14 * DAY


class Finding(NamedTuple):
    """One part, and what is wrong with it; empty where nothing is."""

    part: str
    wrong: str

    @property
    def said(self) -> str:
        return self.wrong or "ok"


@click.command(epilog="Example: zuvor check --json")
@as_json
@with_settings("store", "artifacts", "webhook_url", "webhook_private")
def command(settings: Settings, as_json: bool) -> int:
    """Self-test: what is wrong, and the mend. Of store, clock, keys, gestures, artifact, threads."""
    findings = [*of_store(settings), artifact(settings), threads()]
    if as_json:
        give_json([{"part": finding.part, "wrong": finding.wrong or None} for finding in findings])
    else:
        give(table(("part", "state"), [(finding.part, finding.said) for finding in findings]))
    return int(any(finding.wrong for finding in findings))


def of_store(settings: Settings) -> Iterator[Finding]:
    """Damaged, locked, not ours; nothing is created or migrated to find out."""
    from service.store import open_store

    try:
        opened = open_store(settings.store, migrate=False)
    except ZuvorError as error:
        yield Finding("store", str(error))
        return
    with closing(opened):
        wrong = opened.check()
        yield Finding("store", wrong or "")
        if not wrong:
            yield clock(opened.newest_event())
            yield keys(opened.door_keys())
            yield Finding("gestures", wrong_with_gestures(opened))
            yield Finding("webhook", wrong_with_webhook(settings, opened))


def clock(newest: int) -> Finding:
    """An event of tomorrow means that this clock is slow, or was when the event was kept."""
    from service.ingest.door import AHEAD

    ahead = newest > system_clock() + AHEAD
    wrong = f"the newest event is of {to_text(newest)}, in the future; set this machine's clock (NTP)"
    return Finding("clock", wrong if ahead else "")


def keys(found: Sequence[Key]) -> Finding:
    """What ends soon is better replaced before it does; a key made for so short a time is meant to end."""
    now = system_clock()
    ending = [
        key
        for key in found
        if state(key, now) == "live" and key.created_at + SOON < (key.expires_at or FOREVER) <= now + SOON
    ]
    said = ", ".join(f"{key.key_id} ({key.scope}) on {to_text(key.expires_at or 0)[:10]}" for key in ending)
    wrong = f"expiring within 14 days: {said}; `zuvor keys create` makes others, then revoke these"
    return Finding("keys", wrong if ending else "")


def artifact(settings: Settings) -> Finding:
    """Broken or incomplete; none at all is where everybody starts."""
    from service.commands.models import wrong_with_current

    try:
        return Finding("artifact", wrong_with_current(settings.artifacts) or "")
    except ZuvorError as error:
        return Finding("artifact", str(error))


def threads() -> Finding:
    """`zuvor serve` sets them itself; another value in the environment means somebody wants otherwise."""
    odd = [name for name in THREADS if os.environ.get(name, "1") != "1"]
    wrong = f"{', '.join(odd)} not 1: pages get slower; unset, `zuvor serve` sets them"
    return Finding("threads", wrong if odd else "")
