"""A real service that is asked for far more than it can: nothing breaks, nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.load import Answer, Load, get, post
from tests.load import Request as Sent
from tests.running import Service, until

pytestmark = pytest.mark.slow

RATE, SECONDS = 1_500, 2  # one worker answers some hundred a second on one core


def view(name: str) -> dict[str, object]:
    """A visitor looks at tea."""
    return {
        "event": "view_item",
        "event_id": name,
        "occurred_at": "2026-03-01T11:00:00Z",
        "anonymous_id": "device",
        "item_id": "tea",
    }


def mixed() -> Iterator[Sent]:
    """Two pages, then an event."""
    for n in count():
        if n % 3:
            yield get("/v1/homepage?anonymous_id=device")
        else:
            yield post("/v1/events", f"e{n}", json.dumps(view(f"e{n}")))


async def overload(port: int) -> list[Answer]:
    load = Load(port)
    await load.open_loop(mixed(), RATE, SECONDS)
    await load.close()
    return load.answers


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("shop"), "--workers=1", "--page-deadline=80ms")
    running("PUT", "/v1/items", {"items": [{"item_id": "tea", "title": "Tea"}]})
    yield running
    running.kill()


def workers(service: Service) -> str:
    pid = service.process.pid
    return Path(f"/proc/{pid}/task/{pid}/children").read_text()


def test_overloaded_it_sheds_loses_nothing_and_recovers(service: Service) -> None:
    before = workers(service)
    answers = asyncio.run(overload(service.port))
    said = {(a.kind, a.status, a.what) for a in answers}
    assert {status for _, status, _ in said} <= {200, 202, 503}
    assert {what for _, status, what in said if status == 503} <= {"retry-after"}
    assert {what for kind, status, what in said if kind == "GET" and status == 200} <= {
        "overloaded",
        "deadline",
        "store_down",
        "no_model",
    }
    assert ("GET", 200, "overloaded") in said
    assert (workers(service), service.process.poll()) == (before, None)

    kept = [a.name for a in answers if a.status == 202]
    assert kept
    for at in range(0, len(kept), 1_000):
        again = [view(name) for name in kept[at : at + 1_000]]
        assert service("POST", "/v1/events", {"events": again})[1]["duplicate"] == len(again)
    until(lambda: service("GET", "/v1/homepage")[1]["fallback"] == "no_model")
