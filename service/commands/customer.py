"""`zuvor customer`: what is kept about somebody, as a file for them, or gone."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from features.clock import system_clock
from features.errors import StoreDown
from features.settings import Settings
from service.commands.flags import with_settings
from service.commands.out import give, give_json, say

if TYPE_CHECKING:
    from service.ingest.erasing import Subject
    from service.store.protocol import Store

anonymous = click.option(
    "--anonymous", is_flag=True, help="ID is a device: its strangers, not who signed in on it."
)


@click.group(epilog="Example: zuvor customer export c-1042 --out c-1042.zip")
def command() -> None:
    """Data-subject requests."""


@command.command("export", epilog="Example: zuvor customer export c-1042 --out c-1042.zip")
@click.argument("id_", metavar="ID")
@anonymous
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default="customer-export.zip",
    show_default=True,
    help="The zip to write; only you may read it.",
)
@with_settings("store", "consent_default")
def export(settings: Settings, id_: str, anonymous: bool, out: Path) -> None:
    """A zip of every event and what it means. The events are JSON Lines."""
    from service.ingest.exporting import write_zip
    from service.store import open_store

    with closing(open_store(settings.store)) as store:
        subject = subject_of(id_, anonymous)
        found = write_zip(out, store, subject, now=system_clock(), default=settings.consent_granted)
    if not found:
        raise click.ClickException("nothing is kept about this person")
    give(str(out))


@command.command("erase", epilog="Example: zuvor customer erase c-1042 > receipt.json")
@click.argument("id_", metavar="ID")
@anonymous
@with_settings("store", "artifacts", "artifacts_kept")
def erase(settings: Settings, id_: str, anonymous: bool) -> None:
    """Delete every event, give a receipt as JSON. What comes late is kept out."""
    from service.ingest.receipts import receipt
    from service.store import open_store

    with closing(open_store(settings.store)) as store:
        deleted, now = erased(store, subject_of(id_, anonymous))
    if not deleted:
        say("nothing was kept about this person; events that come late are withheld")
    give_json(receipt(deleted, now=now, settings=settings))


def subject_of(id_: str, anonymous: bool) -> Subject:
    """Whom the id means."""
    from service.ingest.erasing import Subject

    if not id_.strip():
        raise click.UsageError("the ID is empty; name a customer or, with --anonymous, a device")
    return Subject(anonymous_id=id_) if anonymous else Subject(customer_id=id_)


def erased(store: Store, subject: Subject) -> tuple[Counter[str], int]:
    """Transaction by transaction, so that others get to write; events by kind, and the moment of the last."""
    from service.ingest.erasing import erase as step_of

    deleted: Counter[str] = Counter()
    done = False
    while not done:
        now = system_clock()
        with store.write() as transaction:
            step = step_of(transaction, subject, now=now)
        deleted.update(step.deleted)
        done = step.done
    try:
        store.settle()
    except StoreDown as error:
        say(f"{error}; the next training clears the store's log")
    return deleted, now
