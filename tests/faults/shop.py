"""A small simulated shop with a catalogue, a past and a trained model, and copies of it to be broken."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import msgspec

from features import settings as settings_table
from features.clock import system_clock, to_datetime
from service.commands.demo import fill
from service.ingest.door import admit
from tests.faults.sending import views
from tests.stores import new_store
from training.demo import simulate

CUSTOMER = "/v1/homepage?customer_id=c-1"


def prepare(folder: Path) -> Path:
    """Simulated, imported, trained: a few seconds."""
    now = system_clock()
    simulate(folder, now=to_datetime(now).replace(microsecond=0), customers=60, days=30)
    fill(folder, settings_of(folder), now)
    with closing(new_store(settings_of(folder).store)) as store, store.write() as transaction:
        looks = [msgspec.json.encode(view) for view in views(["past-0", "past-1"])]  # the second is c-1's
        admit(transaction, looks, now=now, consent_granted=True)
    return folder


def settings_of(folder: Path) -> settings_table.Settings:
    """Where the shop of a folder lies."""
    places = {"store": f"sqlite:///{folder}/shop.db", "artifacts": f"{folder}/artifacts"}
    return settings_table.read(places, {})


def copied(prepared: Path, folder: Path) -> Path:
    """The shop once more: store, artifacts and the files it came from."""
    pictures = shutil.ignore_patterns("pictures", "log", "*.html")
    shutil.copytree(prepared, folder, dirs_exist_ok=True, ignore=pictures)
    return folder
