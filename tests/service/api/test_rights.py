"""Export and erasure over HTTP, of customers and of strangers' devices."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from features import artifact
from service import observe
from service.ingest import erasing
from tests.service.api.conftest import Client, Serve, view


def known(number: str) -> dict[str, object]:
    return view(number, customer_id="c", anonymous_id=None)


def tell(shop: Client, *events: dict[str, object]) -> list[str]:
    answer = shop.post("/v1/events", json={"events": events}).json()
    return [result["status"] for result in answer["results"]]


def model(root: Path) -> str:
    """A published model with nothing in it."""
    facts = {
        "created_at": "2026-03-01T01:00:00Z",
        "data_from": "2026-01-01T00:00:00Z",
        "data_until": "2026-03-01T00:00:00Z",
        "recipe": {},
        "recipe_hash": "0",
        "counts": {},
        "metrics": {},
        "verdict": "Published.",
        "dependencies": {},
    }
    return artifact.publish(root, artifact.Model({}, {"items": []}, {}), facts).version


def test_an_erased_customer_has_no_export_and_a_page_of_somebody_new(shop: Client) -> None:
    tell(shop, known("1"), view("2", event="identify", customer_id="c"))
    receipt = shop.delete("/v1/customers/c")
    assert (receipt.status_code, receipt.json()["events"]) == (200, {"identify": 1, "view_item": 1})
    assert receipt.headers["cache-control"] == "private, no-store"
    assert shop.get("/v1/customers/c/export").status_code == 404
    page = shop.get("/v1/homepage?customer_id=c").json()
    assert (page["personalised"], page["customer_id"]) == (False, "c")


def test_every_worker_knows_at_once(serve: Serve) -> None:
    one, other = serve(), serve()
    tell(one, known("1"))
    assert other.get("/v1/customers/c/export").status_code == 200
    one.delete("/v1/customers/c")
    assert other.get("/v1/customers/c/export").status_code == 404
    assert tell(other, known("1")) == ["withheld"]


def test_the_receipt_names_the_models_and_when_they_will_be_gone(shop: Client, tmp_path: Path) -> None:
    version = model(tmp_path / "artifacts")
    tell(shop, known("1"))
    receipt = shop.delete("/v1/customers/c").json()
    assert receipt["models"] == [version]
    assert receipt["models_gone_by"].startswith("2026-03-08T12:")
    assert "zuvor train" in receipt["next"]


def test_erased_again_there_is_nothing_left_to_do(shop: Client, tmp_path: Path) -> None:
    model(tmp_path / "artifacts")
    tell(shop, known("1"))
    shop.delete("/v1/customers/c")
    receipt = shop.delete("/v1/customers/c")
    assert receipt.status_code == 200
    assert receipt.json() | {"erased_at": ""} == {
        "erased_at": "",
        "events": {},
        "models": [],
        "models_gone_by": None,
        "next": "Nothing where no event of this person was ever kept. Where events were deleted before, "
        "by a call that was cut off or by `zuvor retain`, run `zuvor train` within 24 hours.",
    }


def test_somebody_unknown_can_be_kept_out(shop: Client) -> None:
    assert shop.delete("/v1/customers/c").status_code == 200
    assert tell(shop, known("1")) == ["withheld"]


def test_a_customer_with_more_than_one_transaction_should_delete_is_erased_whole(
    shop: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing.erase, "__kwdefaults__", {"most": 2})
    tell(shop, *(known(str(n)) for n in range(5)))
    assert shop.delete("/v1/customers/c").json()["events"] == {"view_item": 5}


def test_the_strangers_of_a_device_have_the_same_rights(shop: Client) -> None:
    tell(shop, view("1"), known("2"))
    export = shop.get("/v1/visitors/device/export").json()
    assert (export["anonymous_id"], export["customer_id"]) == ("device", None)
    assert [event["event_id"] for event in export["events"]] == ["1"]
    assert shop.delete("/v1/visitors/device").json()["events"] == {"view_item": 1}
    assert shop.get("/v1/visitors/device/export").status_code == 404
    assert tell(shop, view("1")) == ["withheld"]
    assert len(shop.get("/v1/customers/c/export").json()["events"]) == 1


def test_what_a_customer_did_on_the_device_is_not_the_strangers(shop: Client) -> None:
    tell(shop, view("1"), view("2", event="identify", customer_id="c"))
    assert shop.get("/v1/visitors/device/export").status_code == 404
    assert shop.delete("/v1/visitors/device").json()["events"] == {}


def test_an_export_of_many_events_is_whole(shop: Client) -> None:
    numbers = [str(n) for n in range(2_345)]
    for start in range(0, len(numbers), 1_000):
        tell(shop, *(known(number) for number in numbers[start : start + 1_000]))
    export = json.loads(shop.get("/v1/customers/c/export").content)
    assert [event["event_id"] for event in export["events"]] == numbers


def test_an_export_says_when_it_may_be_cached(shop: Client) -> None:
    tell(shop, known("1"))
    answer = shop.get("/v1/customers/c/export")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-type"].startswith("application/json")


def test_an_address_as_an_id_is_warned_about_once_and_not_named(
    shop: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    observe.warn_once.cache_clear()
    for number in ("1", "2"):
        tell(shop, view(number, customer_id="ann@example.org"))
    said = "".join(capsys.readouterr())
    assert said.count("e-mail") == 1
    assert "ann@" not in said


def test_an_id_that_is_no_address_is_not_warned_about(
    shop: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    observe.warn_once.cache_clear()
    tell(shop, view("1", customer_id="c-1042", event="search", query="ann@example.org"))
    assert "e-mail" not in "".join(capsys.readouterr())
