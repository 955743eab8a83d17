"""`zuvor keys`: keys for the doors, made and shown once, listed and revoked."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import click

from features.clock import SECOND, system_clock, to_text
from features.errors import BadInput
from features.settings import Settings
from service.commands.flags import DURATION, as_json, with_settings
from service.commands.out import give, give_json, say, table
from service.keys.key import SCOPES, Scope, make, parse, state
from service.store.keys import Key

SHOWN = ("key_id", "scope", "state", "created_at", "expires_at", "last_used_at", "origins", "note")
ABOUT = "; ".join(f"{scope}: {what}" for scope, what in SCOPES.items())


@click.group(epilog="Example: zuvor keys create --scope read")
def command() -> None:
    """Keys for the doors: made, listed, revoked."""


@command.command(
    "create", epilog="Example: zuvor keys create --scope publish --origin https://shop.example --expires 365d"
)
@click.option(
    "--scope", required=True, type=click.Choice(list(SCOPES)), help=f"What the key may do. {ABOUT}."
)
@click.option("--origin", "origins", multiple=True, help="Page of a publish key, scheme://host; repeatable.")
@click.option("--expires", type=DURATION, help="The key is good for so long, e.g. 90d; else until revoked.")
@click.option("--note", default="", help="For whom or what it is.")
@as_json
@with_settings("store")
def create(
    settings: Settings, scope: Scope, origins: tuple[str, ...], expires: int | None, note: str, as_json: bool
) -> None:
    """A new key, shown this once."""
    now = system_clock()
    try:
        token, key = make(
            scope, origins, note, now=now, expires_at=None if expires is None else now + expires
        )
    except BadInput as error:
        raise click.UsageError(str(error)) from None
    from service.store import open_store

    with closing(open_store(settings.store)) as store, store.write() as transaction:
        transaction.put_key(key)
    if as_json:
        give_json({"key": token, **told(key, now)})
        return
    say(f"key {key.key_id}, scope {scope}, {until(key)}, for what has the store {settings.store}")
    say("shown this once, only its hash is kept:")
    give(token)


@command.command("list", epilog="Example: zuvor keys list")
@as_json
@with_settings("store")
def show(settings: Settings, as_json: bool) -> None:
    """All keys and what has become of them; never a secret."""
    from service.store import open_store

    with closing(open_store(settings.store, migrate=False)) as store:
        keys = [told(key, system_clock()) for key in store.door_keys()]
    if as_json:
        give_json(keys)
    else:
        give(table(SHOWN, [[shown(key[name]) for name in SHOWN] for key in keys]))


@command.command("revoke", epilog="Example: zuvor keys revoke 8d969eef6ecad3c2")
@click.argument("key_id")
@with_settings("store")
def revoke(settings: Settings, key_id: str) -> None:
    """A key is good no more, on all workers within a second. KEY_ID may be the whole key."""
    from service.store import open_store

    token = parse(key_id)
    key_id = token.key_id if token else key_id
    with closing(open_store(settings.store, migrate=False)) as store, store.write() as transaction:
        if not transaction.revoke_key(key_id, system_clock()):
            raise click.ClickException(f"there is no key {key_id}; `zuvor keys list` shows them")
    say(f"key {key_id} is revoked; running workers refuse it within a second")


def told(key: Key, now: int) -> dict[str, Any]:
    """What may be shown of a key."""
    moments = {
        name: getattr(key, name) for name in ("created_at", "expires_at", "revoked_at", "last_used_at")
    }
    return {
        "key_id": key.key_id,
        "scope": key.scope,
        "state": state(key, now),
        "origins": list(key.origins),
        "note": key.note,
        **{name: None if at is None else to_text(at // SECOND * SECOND) for name, at in moments.items()},
    }


def shown(value: str | list[str] | None) -> str:
    """A field in a table."""
    return (" ".join(value) if isinstance(value, list) else value) or "–"


def until(key: Key) -> str:
    """How long it is good."""
    return (
        "until it is revoked"
        if key.expires_at is None
        else f"until {to_text(key.expires_at // SECOND * SECOND)}"
    )
