"""The ranking log obeys consent to analytics, erasure and retention, also for what reaches it late."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from msgspec import json

from service.ingest import retaining
from service.ingest.erasing import Subject, erase, erase_again
from service.ingest.exporting import write_zip
from service.ingest.ranking_log import log_served
from service.store import Store
from service.store.records import Row, Served
from tests.service.ingest.world import MINUTE, NOW, event, statuses


def page(minute: int = -60, customer: str | None = None, device: str | None = "phone") -> Served:
    return Served("page", NOW + minute * MINUTE, customer, device, "home", "phone", b'{"home":[1,"default"]}')


def log(store: Store, *pages: Served, granted: bool = True) -> int:
    with store.write() as transaction:
        return log_served(transaction, pages, consent_granted=granted)


def logged(store: Store) -> list[int]:
    """Minutes from now of the pages in the log."""
    return [(one.served_at - NOW) // MINUTE for batch in store.served(0, NOW) for one in batch]


def decide(what: str, minute: int = -30, **fields: str) -> bytes:
    return event("consent_updated", minute, purposes={"analytics": what}, **fields)


def identify(minute: int) -> bytes:
    return event("identify", minute, customer_id="Ann", anonymous_id="phone")


def gone(store: Store, subject: Subject, minute: int = 0) -> dict[str, int]:
    with store.write() as transaction:
        return erase(transaction, subject, now=NOW + minute * MINUTE).deleted


def test_who_denies_analytics_takes_back_what_was_logged(store: Store) -> None:
    log(store, page(-60), page(-50, device="tablet"))
    statuses(store, event(), decide("denied"))
    assert logged(store) == [-50]
    assert store.summary()["events"] == 2  # behaviour is another purpose


def test_who_denies_something_else_stays_in_the_log(store: Store) -> None:
    log(store, page())
    statuses(store, event("consent_updated", purposes={"personalisation": "denied", "marketing": "denied"}))
    assert logged(store) == [-60]


def test_a_page_that_reaches_the_log_after_the_denial_is_not_kept(store: Store) -> None:
    statuses(store, decide("denied", -30), decide("granted", -10))
    assert log(store, page(-31), page(-20), page(-10), page(-20, device="tablet")) == 2
    assert logged(store) == [-20, -10]


def test_signing_in_applies_what_the_account_decided(store: Store) -> None:
    statuses(store, decide("denied", -90, customer_id="Ann"))
    log(store, page(-60))
    statuses(store, identify(-30))
    assert logged(store) == []


def test_where_denied_is_the_default_nobody_undecided_is_logged(store: Store) -> None:
    assert log(store, page(), granted=False) == 0
    statuses(store, decide("granted", -70), granted=False)
    assert log(store, page(), page(device="tablet"), granted=False) == 1


def test_an_erasure_takes_the_pages_of_all_devices_and_keeps_out_late_ones(store: Store) -> None:
    log(store, page(-60), page(-20, "Ann", "tablet"), page(-20, "Ben"))
    statuses(store, identify(-40))
    assert gone(store, Subject("Ann")) == {"identify": 1, "page_served": 2}
    late = [page(-60), page(-1, "Ann", None)]
    assert log(store, *late, page(1, "Ann", None)) == 1
    assert len(logged(store)) == 1


def test_an_erasure_of_a_devices_strangers_takes_theirs_only(store: Store) -> None:
    log(store, page(-60), page(-20, "Ann"))
    assert gone(store, Subject(anonymous_id="phone")) == {"page_served": 1}
    assert logged(store) == [-20]


def test_a_device_that_turns_out_to_be_of_somebody_erased_loses_its_pages(store: Store) -> None:
    gone(store, Subject("Ann"))
    log(store, page(-60))
    assert statuses(store, identify(-30)) == ["withheld"]
    assert logged(store) == []


def test_a_store_set_back_to_before_an_erasure_forgets_the_pages_again(store: Store) -> None:
    gone(store, Subject("Ann"))
    with store.write() as transaction:  # as a copy from before has them
        transaction.insert([Row("e", "search", NOW - MINUTE, NOW - MINUTE, "Ann", None, b"{}")])
        transaction.log_served([page(-20, "Ann")])
    erase_again(store)
    assert logged(store) == []


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_old_pages_go_with_retention_in_pieces_of_any_size(
    store: Store, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(retaining, "BATCH", batch)
    log(store, *(page(minute) for minute in range(-65, -55)))
    assert retaining.retain_served(store, NOW - 60 * MINUTE) == 5
    assert logged(store) == list(range(-60, -55))


def test_people_read_what_a_page_in_a_comparison_is(store: Store, tmp_path: Path) -> None:
    log(store, page(-20, "Ann"))
    assert write_zip(tmp_path / "ann.zip", store, Subject("Ann"), now=NOW, default=True)
    with ZipFile(tmp_path / "ann.zip") as archive:
        (line,) = archive.read("events.jsonl").splitlines()
        fields = json.decode(archive.read("fields.json"))["page_served"]["fields"]
        told = archive.read("README.txt").decode()
    assert set(fields) == set(json.decode(line))
    assert "page_served (1): You were shown a page" in told
