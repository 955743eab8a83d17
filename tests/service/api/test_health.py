from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from features.artifact import make_current
from features.clock import HOUR
from features.settings import Settings
from service.store import open_store
from service.store.records import Message
from tests.service.api.conftest import Client, Serve, view


def test_without_a_model_so_far_it_is_ready(shop: Client) -> None:
    answer = shop.get("/health/ready")
    assert (answer.status_code, answer.json()["store"], answer.json()["model"]) == (200, "ok", None)


def test_with_nothing_but_a_refused_model_it_is_not_ready_and_says_why(
    serve: Serve, settings: Settings
) -> None:
    folder = Path(settings.artifacts) / "v1"
    folder.mkdir(parents=True)
    make_current(folder.parent, "v1")
    answer = serve().get("/health/ready")
    assert answer.status_code == 503
    assert "no manifest.json" in answer.json()["refused"]["v1"]


def test_a_refused_model_is_counted_and_the_log_says_why(
    serve: Serve, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(settings.artifacts).mkdir(parents=True)
    make_current(Path(settings.artifacts), "v1")
    assert "zuvor_models_refused 1.0" in serve().get("/metrics").text
    assert "v1 has no manifest.json: train again or roll back" in "".join(capsys.readouterr())


def test_without_a_store_it_lives_but_is_not_ready(shop: Client) -> None:
    shop.app.state.worker.store.close()
    assert [shop.get(f"/health/{what}").status_code for what in ("live", "ready")] == [200, 503]


def test_with_a_store_deleted_under_it_it_is_not_ready_and_says_why(shop: Client) -> None:
    shop.app.state.worker.store.path.unlink()
    answer = shop.get("/health/ready")
    assert (answer.status_code, "moved or replaced" in answer.json()["store"]) == (503, True)


def test_with_a_damaged_store_it_is_not_ready_but_there_are_pages(shop: Client) -> None:
    shop.post("/v1/events", json=view("1"))
    damage(shop.app.state.worker.store.path)
    ready, page = shop.get("/health/ready"), shop.get("/v1/homepage?anonymous_id=device")
    assert (ready.status_code, "damaged" in ready.json()["store"]) == (503, True)
    assert (page.status_code, page.json()["fallback"]) == (200, "store_down")


def damage(path: Path) -> None:
    """Every table and index, but not the list of them."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        pages = [
            page for (page,) in connection.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage > 1")
        ]
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)


def test_events_and_pages_are_counted(shop: Client) -> None:
    shop.post("/v1/events", json=view("1"))
    shop.get("/v1/homepage")
    metrics = shop.get("/metrics").text
    assert 'zuvor_events_total{kind="view_item",status="accepted"}' in metrics
    assert 'zuvor_pages_total{fallback="no_model"}' in metrics
    assert 'zuvor_requests_total{method="GET",route="/v1/homepage",status="200"}' in metrics


def test_nobody_can_invent_a_label(shop: Client) -> None:
    shop.post("/v1/events", json=view("1", event="dance"))
    shop.get("/nowhere/c-1042")
    shop.request("DANCE", "/v1/events")
    metrics = shop.get("/metrics").text
    assert 'kind="unknown"' in metrics
    assert 'method="other"' in metrics
    assert "dance" not in metrics.lower()
    assert "c-1042" not in metrics


def test_the_metrics_outlive_the_store(shop: Client) -> None:
    shop.app.state.worker.store.close()
    assert shop.get("/metrics").status_code == 200


def test_messages_that_do_not_get_out_are_named_and_pages_go_on(serve: Serve, settings: Settings) -> None:
    shop = serve()
    assert shop.get("/health/ready").json()["webhook"] == "ok"
    due = shop.app.state.worker.clock() - 3 * HOUR
    with closing(open_store(settings.store)) as store, store.write() as transaction:
        transaction.put_message(Message("m", "Ann", b"{}", 3, due, owed=True))
        transaction.delay_message("m", due + 9 * HOUR)
    told = shop.get("/health/ready")
    assert (told.status_code, told.json()["status"]) == (200, "ready")
    assert "ZUVOR_WEBHOOK_URL" in told.json()["webhook"]
    late = [
        float(line.rpartition(" ")[2])
        for line in shop.get("/metrics").text.splitlines()
        if line.startswith(("zuvor_messages_late_seconds ", "zuvor_messages_owed_late_seconds "))
    ]
    assert late == pytest.approx([3 * 3_600] * 2, abs=60)
