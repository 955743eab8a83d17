"""`zuvor keys` as an operator meets it, and what `zuvor serve` asks for before it lets others in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from features.clock import DAY, parse_moment, system_clock
from service import cli
from service.commands.strangers import is_loopback
from tests.stores import new_store

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def shop(here: Path) -> Path:
    return here


def created(capsys: Captured, *arguments: str) -> dict[str, Any]:
    assert cli.run(["keys", "create", "--json", *arguments]) == 0
    made: dict[str, Any] = json.loads(capsys.readouterr().out)
    return made


def listed(capsys: Captured) -> list[dict[str, Any]]:
    assert cli.run(["keys", "list", "--json"]) == 0
    keys: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return keys


def test_a_new_key_is_all_that_goes_to_stdout(capsys: Captured) -> None:
    assert cli.run(["keys", "create", "--scope", "read"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("zuvor_")
    assert said.out.count("\n") == 1
    assert "shown this once" in said.err
    assert said.out.strip() not in said.err


def test_the_list_shows_everything_but_secrets(capsys: Captured, shop: Path) -> None:
    made = created(capsys, "--scope", "publish", "--origin", "https://a.example", "--note", "web")
    cli.run(["keys", "list"])
    said = capsys.readouterr().out
    assert all(told in said for told in (made["key_id"], "publish", "live", "https://a.example", "web"))
    with_store = said + (shop / "shop.db").read_bytes().decode("latin-1")
    assert made["key"].rpartition("_")[2] not in with_store


def test_a_key_may_expire(capsys: Captured) -> None:
    created(capsys, "--scope", "read", "--expires", "90d")
    expires = parse_moment(listed(capsys)[0]["expires_at"])
    assert abs(expires - system_clock() - 90 * DAY) < DAY


def test_a_revoked_key_is_listed_as_such(capsys: Captured) -> None:
    made = created(capsys, "--scope", "ingest")
    assert cli.run(["keys", "revoke", made["key_id"]]) == 0
    assert [key["state"] for key in listed(capsys)] == ["revoked"]


def test_a_key_that_leaked_is_revoked_by_itself(capsys: Captured) -> None:
    made = created(capsys, "--scope", "ingest")
    assert cli.run(["keys", "revoke", made["key"]]) == 0
    assert made["key"] not in capsys.readouterr().err
    assert [key["state"] for key in listed(capsys)] == ["revoked"]


def test_a_new_key_tells_which_store_knows_it(capsys: Captured, shop: Path) -> None:
    cli.run(["keys", "create", "--scope", "read"])
    assert f"{shop}/shop.db" in capsys.readouterr().err


def test_a_key_that_is_not_there_cannot_be_revoked(capsys: Captured) -> None:
    created(capsys, "--scope", "ingest")
    assert cli.run(["keys", "revoke", "0" * 16]) == 1
    assert "`zuvor keys list`" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--scope", "root"],
        ["--scope", "publish"],
        ["--scope", "publish", "--origin", "*"],
        ["--scope", "publish", "--origin", "https://shop.example/cart"],
        ["--scope", "read", "--origin", "https://shop.example"],
        ["--scope", "read", "--expires", "soon"],
        ["--scope", "read", "--expires", "0d"],
        ["--scope", "read", "--expires", "99999999d"],
    ],
    ids=" ".join,
)
def test_a_senseless_key_is_wrong_use(arguments: list[str], capsys: Captured, shop: Path) -> None:
    assert cli.run(["keys", "create", *arguments]) == 2
    assert capsys.readouterr().out == ""
    assert not (shop / "shop.db").exists()


@pytest.mark.parametrize(
    ("host", "near"),
    [
        *[(host, True) for host in ("127.0.0.1", "127.8.8.8", "::1")],
        *[(host, False) for host in ("0.0.0.0", "::", "192.168.1.7")],
    ],
)
def test_only_loopback_is_near(host: str, near: bool) -> None:
    assert is_loopback(host) is near


def test_a_host_that_is_no_address_is_wrong_use(capsys: Captured) -> None:
    assert cli.run(["serve", "--host", "shop.example"]) == 2
    assert "no address" in capsys.readouterr().err


def test_a_host_for_others_is_refused_with_everything_that_is_missing(capsys: Captured, shop: Path) -> None:
    assert cli.run(["serve", "--host", "0.0.0.0"]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"zuvor keys create --scope read --store sqlite:///{shop}/shop.db" in said
    assert "--consent-default denied" in said
    assert "ZUVOR_CONSENT_DEFAULT" in said


def test_a_decision_about_consent_alone_lets_nobody_in(capsys: Captured) -> None:
    assert cli.run(["serve", "--host", "0.0.0.0", "--consent-default", "granted"]) == 2
    said = capsys.readouterr().err
    assert ("no live one" in said, "ZUVOR_CONSENT_DEFAULT" in said) == (True, False)


def test_keys_that_are_revoked_or_expired_let_nobody_in(capsys: Captured, shop: Path) -> None:
    cli.run(["keys", "revoke", created(capsys, "--scope", "read")["key_id"]])
    expired = created(capsys, "--scope", "read", "--expires", "1d")
    store = new_store(f"sqlite:///{shop}/shop.db")
    with store.write() as transaction:
        transaction.rows("UPDATE keys SET expires_at = 1 WHERE key_id = ?", (expired["key_id"],))  # type: ignore[attr-defined]
    store.close()
    assert cli.run(["serve", "--host", "0.0.0.0", "--consent-default", "granted"]) == 2
    assert "no live one" in capsys.readouterr().err


def test_a_key_alone_lets_nobody_in(capsys: Captured) -> None:
    created(capsys, "--scope", "read")
    assert cli.run(["serve", "--host", "0.0.0.0"]) == 2
    assert "consent" in capsys.readouterr().err
