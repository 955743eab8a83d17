"""The demo's touchpoints and gestures, in a store: defined before, decided upon, how customers took it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from features.clock import DAY, system_clock
from features.settings import Settings
from service.commands.apply import in_force, read
from service.commands.out import stages, step
from service.store.protocol import Store
from service.store.records import Intervention

if TYPE_CHECKING:
    from features.interventions.report import Report
    from training.demo.winning import Added, Treated

DEFINED = 150 * DAY  # ago
BY = "demo"


def bring_in(store: Store, folder: Path, settings: Settings, now: int) -> list[Added]:
    """As if the service had decided all along by what was applied before; what gestures truly added."""
    from service.commands.demo_ledger import decided
    from service.ingest.files import import_files

    in_force(store, list(read(folder / "touchpoints.toml")), now=now - DEFINED, by=BY)
    with step("what was promised and not kept, and what was done about it"):
        added = respond(folder, decided(store, settings, now), now)
        remember_surveys(store, now)
        source = folder / "responses.parquet"
        import_files(store, [source], now=now, consent_granted=settings.consent_granted)
    return added


def remember_surveys(store: Store, now: int) -> None:
    """Whom the shop asked lately nobody asks again: in the ledger as if the service had asked."""
    from service.interventions.catalogue import catalogue_of
    from service.interventions.entries import entry
    from service.interventions.surveys import CHANNEL, FADED, RESTED, SURVEY, askings

    touchpoints = catalogue_of(store).touchpoints
    with store.write() as transaction:
        for name in transaction.active(frozenset({"survey_sent"}), now - FADED, now):
            facts = transaction.facts(transaction.person(name, None, now), now, None)
            for trigger in askings(name, facts, touchpoints, now):
                line = entry(trigger, None, SURVEY, trigger.at + RESTED)
                share = touchpoints[trigger.touchpoint].asked_share
                done = line._replace(gesture=SURVEY, channel=CHANNEL, propensity=share, state="sent")
                transaction.put_intervention(done)


def respond(folder: Path, done: list[tuple[Intervention, Treated | None]], now: int) -> list[Added]:
    """Customers react by the truth: events in responses.parquet, what was added in responses.json."""
    import polars as pl

    from service.commands.demo_ledger import went_out
    from training.demo.responses import responded, sent
    from training.demo.truth import Truth

    truth = msgspec.json.decode((folder / "truth.json").read_bytes(), type=Truth)
    bought = pl.read_parquet(folder / "events.parquet").filter(event="purchase")
    treated = [one for _, one in done if one is not None]
    told, added = responded(truth.gestures, treated, bought, now)
    went = sent(
        (line.intervention_id, line.customer_id, line.changed_at) for line, _ in done if went_out(line)
    )
    (folder / "responses.json").write_bytes(msgspec.json.format(msgspec.json.encode(added)))
    pl.concat([went, told], how="diagonal").write_parquet(folder / "responses.parquet")
    return added


def results(store: Store, settings: Settings) -> Report:
    """What they did, as far as the ledger and what came after tell: computed and stored."""
    from service.commands.interventions import compute

    with step("what gestures did"), stages() as progress:
        return compute(store, settings, as_of=system_clock(), progress=progress).report


def told(added: Sequence[Added], proven: Report) -> str:
    """What was found beside what is true."""
    found = proven.effects.get("repeat_30d")
    said = "not enough to tell yet"
    if found is not None:
        said = f"{100 * found.effect:+.1f} points (95 %: {100 * found.low:+.1f} to {100 * found.high:+.1f})"
    parts = ", ".join(f"{one.gesture} {100 * one.effect:+.1f}" for one in added)
    return f"simulated gestures, who buys again within 30 days: {said}; true is {parts}"
