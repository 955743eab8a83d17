"""A customer asks to be forgotten: after the next training no file of the shop knows anything of them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from features.artifact import current
from features.clock import DAY, system_clock, to_datetime, to_text
from service.ingest.files import import_files
from service.ingest.forms import Kind
from service.store import open_store
from tests.running import Service, places, started, until
from training.demo import simulate

pytestmark = pytest.mark.slow

TOKEN = "q7x3z"  # in whatever only this person has: a file without it knows nothing of them
CUSTOMER, DEVICE = f"ann-{TOKEN}", f"phone-{TOKEN}"
KINDS: tuple[Kind, ...] = ("origins", "items", "events")
PAGE = f"/v1/homepage?customer_id={CUSTOMER}"


def event(kind: str, days: float, who: str = "both", **fields: object) -> dict[str, object]:
    ids = {"customer_id": CUSTOMER, "anonymous_id": DEVICE}
    named = ids if who == "both" else {who: ids[who]}
    at = to_text(system_clock() - round(days * DAY))
    return {"event": kind, "event_id": f"{kind}-{days}-{TOKEN}", "occurred_at": at, **named, **fields}


PAST = [
    event("search", 5, "anonymous_id", query=f"kettle {TOKEN}"),
    event("view_item", 4.9, "anonymous_id", item_id=f"engraved-{TOKEN}"),
    event("identify", 4),
    event("search", 3, query=f"teapot {TOKEN}"),
    event("customer_updated", 3, "customer_id", segment=f"fans of {TOKEN}"),
    event("purchase", 2, "customer_id", order_id=TOKEN, currency="EUR",
          items=[{"item_id": f"engraved-{TOKEN}", "quantity": 1, "price": 9}]),
    event("sign_out", 1, "anonymous_id"),
]  # fmt: skip


def zuvor(folder: Path, *arguments: str) -> str:
    """A command on the shop of this folder; what it gave and said."""
    command = started(*arguments, *places(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    given, _ = command.communicate(timeout=180)
    assert command.returncode == 0, given
    return given.decode()


def knowing(folder: Path) -> list[str]:
    """The files that know the person, by name or content."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if TOKEN.encode() in path.read_bytes() or TOKEN in path.name]


def pages(service: Service) -> list[dict[str, Any]]:
    """Each worker answers some."""
    return [service("GET", PAGE)[1] for _ in range(8)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small simulated shop, not trained yet; temporary files of its processes lie here, too."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    now = system_clock()
    simulate(tmp_path / "source", now=to_datetime(now).replace(microsecond=0), customers=60, days=30)
    store = open_store(f"sqlite:///{tmp_path}/shop.db")
    for kind in KINDS:
        import_files(
            store, [tmp_path / "source" / f"{kind}.parquet"], kind=kind, now=now, consent_granted=True
        )
    store.close()
    return tmp_path


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    service = Service(folder, "--workers=2", "--model-poll=100ms")
    yield service
    service.kill()


def test_after_an_erasure_and_a_training_no_file_knows_the_person(folder: Path, service: Service) -> None:
    assert service("POST", "/v1/events", {"events": PAST})[1]["accepted"] == len(PAST)
    zuvor(folder, "train")
    trained_with = str(current(folder / "artifacts"))
    until(lambda: {page["model_version"] for page in pages(service)} == {trained_with})
    assert all(page["personalised"] for page in pages(service))
    assert {"shop.db", "shop.db-wal"}.intersection(knowing(folder))

    status, receipt = service("DELETE", f"/v1/customers/{CUSTOMER}")
    assert (status, sum(receipt["events"].values()), receipt["models"]) == (200, len(PAST), [trained_with])
    assert not any(page["personalised"] for page in pages(service))
    late = [*PAST, event("view_item", 1.5, "anonymous_id", item_id="tee-01")]
    assert service("POST", "/v1/events", {"events": late})[1]["withheld"] == len(late)

    zuvor(folder, "train", "--force", "--artifacts-kept=0s")
    assert knowing(folder) == []
    assert not (folder / "artifacts" / trained_with).exists()
    assert TOKEN not in service.said()
    assert service("GET", "/health/ready")[0] == 200
