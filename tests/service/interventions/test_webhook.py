"""Messages reach the shop's system: signed, again when it failed, never to where they must not go."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable

import pytest

from features import settings as settings_table
from features.clock import HOUR, MINUTE, SECOND
from features.errors import BadInput
from features.settings import Settings
from service.interventions.webhook.sending import PATIENCE, WAITS, Tried, due, send, settle
from service.interventions.webhook.signing import headers, secrets_of
from service.interventions.webhook.targets import checked, connections, is_public, target_of
from service.store.protocol import Store
from service.store.records import Message
from tests.service.interventions.receiver import DROPS, HANGS, Receiver, receiving

NOW = 1_795_000_000 * SECOND
OLD, NEW = b"o" * 32, b"n" * 32
NAMED = {secret: "whsec_" + base64.b64encode(secret).decode() for secret in (OLD, NEW)}


def queue(store: Store, *names: str) -> None:
    with store.write() as transaction:
        for name in names:
            transaction.put_message(Message(name, "Ann", json.dumps({"id": name}).encode(), 0, NOW))


async def one_round(
    store: Store, receiver: Receiver, now: int, *, private: bool = True, patience: float = PATIENCE
) -> list[Tried]:
    with store.write() as transaction:
        claimed = due(transaction, now, owed=False)
    async with connections(private=private) as pool:
        tried = await send(pool, receiver.url, (NEW,), claimed, lambda: now, patience)
    with store.write() as transaction:
        settle(transaction, tried, now)
    return tried


def rounds(store: Store, statuses: tuple[int, ...], work: Callable[[Receiver], Awaitable[None]]) -> Receiver:
    async def all_of_it() -> Receiver:
        async with receiving(*statuses) as receiver:
            await work(receiver)
            return receiver

    return asyncio.run(all_of_it())


def test_a_message_is_sent_once(store: Store) -> None:
    queue(store, "a", "b")

    async def twice(receiver: Receiver) -> None:
        await one_round(store, receiver, NOW)
        await one_round(store, receiver, NOW + HOUR)

    receiver = rounds(store, (204,), twice)
    assert sorted(receiver.ids) == ["a", "b"]
    assert store.unsent() == (0, 0)


@pytest.mark.parametrize("status", [500, 429, 404, 301, DROPS])
def test_what_was_not_taken_is_tried_again_later(store: Store, status: int) -> None:
    queue(store, "a")

    async def until_taken(receiver: Receiver) -> None:
        await one_round(store, receiver, NOW)
        assert await one_round(store, receiver, NOW + WAITS[0] - 1) == []
        await one_round(store, receiver, NOW + WAITS[0])

    assert rounds(store, (status, 200), until_taken).ids == ["a", "a"]
    assert store.unsent() == (0, 0)


def test_a_receiver_that_hangs_holds_nobody_up(store: Store) -> None:
    queue(store, "a", "b")

    async def hanging(receiver: Receiver) -> None:
        tried = await one_round(store, receiver, NOW, patience=0.1)
        assert {(one.message.message_id, one.outcome) for one in tried} == {("a", "again"), ("b", "again")}

    rounds(store, (HANGS,), hanging)


def test_after_the_last_wait_it_is_given_up(store: Store) -> None:
    queue(store, "a")

    async def all_tries(receiver: Receiver) -> None:
        now, outcomes = NOW, []
        for wait in (*WAITS, 0):
            outcomes += [tried.outcome for tried in await one_round(store, receiver, now)]
            now += wait
        assert outcomes == ["again"] * len(WAITS) + ["failed"]

    rounds(store, (500,), all_tries)
    assert store.unsent() == (0, 0)


def test_who_says_gone_is_asked_no_more(store: Store) -> None:
    queue(store, "a")

    async def once(receiver: Receiver) -> None:
        assert [tried.outcome for tried in await one_round(store, receiver, NOW)] == ["failed"]

    rounds(store, (410,), once)


def test_whoever_was_killed_while_sending_leaves_the_message_to_the_next_one(store: Store) -> None:
    queue(store, "a")
    with store.write() as transaction:
        due(transaction, NOW, owed=False)  # and dies here

    async def the_next_one(receiver: Receiver) -> None:
        assert await one_round(store, receiver, NOW + MINUTE) == []
        await one_round(store, receiver, NOW + 2 * MINUTE)

    assert rounds(store, (200,), the_next_one).ids == ["a"]


def test_a_private_address_gets_nothing_unless_it_is_allowed(store: Store) -> None:
    queue(store, "a")

    async def refused(receiver: Receiver) -> None:
        tried = await one_round(store, receiver, NOW, private=False)
        assert [(one.outcome, one.said) for one in tried] == [("again", "TargetRefused")]

    assert rounds(store, (200,), refused).received == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "::1", "fe80::1%eth0", "fd00::1",
     "::ffff:10.0.0.1", "0.0.0.0", "100.64.0.1", "224.0.0.1", "2002:7f00:1::",
     "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "::127.0.0.1", "fec0::1"],
)  # fmt: skip
def test_addresses_inside_are_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
)
def test_addresses_outside_are_public(address: str) -> None:
    assert is_public(address)


def test_the_signature_is_that_of_the_standards_example() -> None:
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    found = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, (secret,))
    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_secrets_rotate_either_one_proves_the_message() -> None:
    signed = headers("a", 1, b"{}", secrets_of(f"{NAMED[NEW]}, {NAMED[OLD]}"))["webhook-signature"].split(" ")
    alone = [headers("a", 1, b"{}", (secret,))["webhook-signature"] for secret in (NEW, OLD)]
    assert signed == alone


@pytest.mark.parametrize("text", ["whsec_c2hvcnQ=", "any-word", f"{NAMED[NEW]}x", ",".join([NAMED[NEW]] * 3)])
def test_a_secret_that_is_none_is_refused_and_never_shown(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        secrets_of(text)
    assert text not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example",
        "shop.example",
        "https://",
        "https://a:b@shop.example",
        "https://x.example:99999/",
        "https://x.example:port/",
        "https://a..b/",
        "https://x.example/\u00e4",
        "https://[::1/",
    ],
)
def test_a_target_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="ZUVOR_WEBHOOK_URL"):
        checked(url, private=False)


def test_the_shops_own_network_is_a_matter_of_its_setting() -> None:
    assert checked("http://10.0.0.7/zuvor", private=True) == "http://10.0.0.7/zuvor"


def settings_of(**values: str) -> Settings:
    return settings_table.read(values, {})


def test_a_webhook_without_a_secret_is_refused_as_nothing_goes_unsigned() -> None:
    with pytest.raises(BadInput, match="ZUVOR_WEBHOOK_SECRETS isn't"):
        target_of(settings_of(webhook_url="https://shop.example/zuvor"))


def test_without_a_webhook_there_is_no_target() -> None:
    assert target_of(settings_of()) is None


def test_a_target_knows_its_secrets_and_whether_it_may_be_private() -> None:
    said = {"webhook_url": "http://10.0.0.7/z", "webhook_private": "allowed", "webhook_secrets": NAMED[NEW]}
    assert target_of(settings_of(**said)) == ("http://10.0.0.7/z", (NEW,), True)


def test_whoever_prints_the_settings_prints_no_secret() -> None:
    assert NAMED[NEW] not in repr(settings_of(webhook_secrets=NAMED[NEW]))
