"""A key is shown once; what is kept proves it and tells nobody what it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.errors import BadInput
from service.keys import key
from service.keys.key import make, origin, parse, proves, state

TOKEN, KEPT = make("read", [], "", now=5)


def test_a_key_names_itself_and_proves_itself() -> None:
    token = parse(TOKEN)
    assert token is not None
    assert (token.key_id, proves(token, KEPT)) == (KEPT.key_id, True)


def test_what_is_kept_says_nothing_of_the_secret() -> None:
    secret = TOKEN.rpartition("_")[2]
    assert len(secret) * 4 >= 192
    assert not any(secret.encode() in str(field).encode() for field in KEPT)
    assert secret.encode() not in KEPT.hash


def test_the_secret_of_another_key_proves_nothing() -> None:
    other = parse(make("read", [], "", now=5)[0])
    assert other is not None
    assert not proves(other, KEPT)


def test_a_wrong_secret_is_refused_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key, "_hash", lambda *_: pytest.fail("scrypt was asked"))
    last = "0" if TOKEN[-1] != "0" else "1"
    assert parse(TOKEN[:-1] + last) is None


@settings(max_examples=25, deadline=None)
@given(st.text() | st.from_regex(r"zuvor_[0-9a-f]{16}_[0-9a-f]{48}", fullmatch=True))
def test_what_somebody_makes_up_is_no_token(text: str) -> None:
    assert parse(text) is None


def test_a_key_lives_until_it_expires_or_is_revoked() -> None:
    short = KEPT._replace(expires_at=10)
    assert [state(short, now) for now in (9, 10)] == ["live", "expired"]
    assert state(short._replace(revoked_at=7), 9) == "revoked"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("https://shop.example", "https://shop.example"),
        ("HTTPS://Shop.Example:443", "https://shop.example"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_an_origin_is_kept_as_browsers_send_it(given: str, sent: str) -> None:
    assert origin(given) == sent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "null",
        "shop.example",
        "https://",
        "https://shop.example/",
        "https://a b",
        "ftp://shop.example",
        "https://shop.example:0",
        "https://shop.example:99999",
        "https://*.shop.example",
        "https://u@shop.example",
    ],
)
def test_what_is_no_origin_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match=r"https://shop\.example"):
        origin(text)


@pytest.mark.parametrize(("scope", "origins"), [("publish", []), ("read", ["https://shop.example"])])
def test_publish_keys_have_origins_and_no_others_do(scope: key.Scope, origins: list[str]) -> None:
    with pytest.raises(BadInput, match="--origin"):
        make(scope, origins, "", now=5)
