"""Keys in a running service: in force on all workers within a second, and in no line of its log."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.running import Service, places, started, until
from tests.service.conftest import Launch

pytestmark = pytest.mark.slow

DECIDED = "--consent-default=granted"
VIEW = {
    "event": "view_item",
    "occurred_at": "2020-03-01T11:00:00Z",
    "customer_id": "c-1042",
    "item_id": "tea",
}


def keys(folder: Path, *arguments: str) -> dict[str, Any]:
    """What `zuvor keys` says."""
    process = started("keys", *arguments, places(folder)[0], stdout=-1, stderr=-1)
    said, error = process.communicate()
    assert process.returncode == 0, error
    return dict(json.loads(said)) if said else {}


def asked(service: Service, key: str = "", path: str = "/v1/homepage", **headers: str) -> int:
    """The status of one request over a new connection, which any worker may take."""
    sent = {**headers, **({"Authorization": f"Bearer {key}"} if key else {})}
    return service.asked("GET", path, headers=sent)[0]


def always(service: Service, key: str, status: int) -> bool:
    """Do all workers say so: each of two is asked with near certainty."""
    return {asked(service, key) for _ in range(16)} == {status}


def last_let_in(service: Service, key: str, since: float) -> float:
    """Seconds until the last request that began with the key still good; all workers were asked."""
    begun = [since]

    def all_refuse() -> bool:
        for _ in range(16):
            now = time.monotonic()
            if asked(service, key) != 401:
                begun.append(now)
                return False
        return True

    until(all_refuse)
    return begun[-1] - since


def test_new_and_revoked_keys_are_in_force_on_all_workers_within_a_second(
    launch: Launch, tmp_path: Path
) -> None:
    service = launch("--workers=2")
    assert always(service, "", 200)
    made = keys(tmp_path, "create", "--scope=read", "--json")
    assert last_let_in(service, "", time.monotonic()) < 1
    assert always(service, made["key"], 200)
    keys(tmp_path, "revoke", made["key_id"])
    assert last_let_in(service, made["key"], time.monotonic()) < 1


def test_beyond_loopback_a_service_without_keys_left_stays_shut(launch: Launch, tmp_path: Path) -> None:
    made = keys(tmp_path, "create", "--scope=read", "--json")
    service = launch("--workers=1", "--host=::ffff:127.0.0.1", DECIDED)  # nobody vouches for that
    assert [asked(service, key) for key in (made["key"], "")] == [200, 401]
    keys(tmp_path, "revoke", made["key_id"])
    until(lambda: asked(service, made["key"]) == 401)
    assert asked(service) == 401


def test_neither_keys_nor_ids_stand_in_the_log(launch: Launch, tmp_path: Path) -> None:
    made = [keys(tmp_path, "create", f"--scope={scope}", "--json") for scope in ("read", "ingest", "admin")]
    read, ingest, admin = (key["key"] for key in made)
    service = launch("--workers=1")
    assert asked(service, read, "/v1/homepage?customer_id=c-1042") == 200
    assert asked(service, admin, "/v1/customers/c-1042/export") == 404
    assert asked(service, f"{read[:-1]}_", "/v1/homepage?customer_id=c-1042") == 401
    assert asked(service, admin, "/v1/homepage?customer_id=c-1042") == 403
    told = service.asked(
        "POST", "/v1/events", {"events": [VIEW, {}]}, headers={"Authorization": f"Bearer {ingest}"}
    )
    assert told[0] == 202
    assert service.stop() == 0
    said = service.said()
    assert "stopped" in said
    secrets = [part for key in (read, ingest, admin) for part in key.split("_")[1:]]
    assert not [hidden for hidden in (*secrets, "c-1042", "Bearer") if hidden in said]


def test_a_proxy_that_is_trusted_says_who_asks(launch: Launch, tmp_path: Path) -> None:
    keys(tmp_path, "create", "--scope=read", "--json")
    service = launch("--workers=1", "--address-limit=1", "--proxies=127.0.0.1")

    def burst(*addresses: str) -> set[int]:
        return {asked(service, **{"X-Forwarded-For": address}) for address in addresses}

    assert burst(*(f"192.0.2.{n}" for n in range(8))) == {401}
    until(lambda: 429 in burst(*["192.0.2.99"] * 8))
