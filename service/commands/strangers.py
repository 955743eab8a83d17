"""`zuvor serve --host …` beyond loopback: what has to be there first, or the sentence that says how."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator, Mapping
from contextlib import closing

import click

from features.clock import system_clock
from features.settings import Settings
from service.commands.flags import TABLE
from service.keys.key import state


class _Host(click.ParamType[str]):
    """An address to listen on; of names only `localhost` is known, as others may come to mean others."""

    name = "ADDRESS"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        address = "127.0.0.1" if value == "localhost" else value
        try:
            return str(ipaddress.ip_address(address))
        except ValueError:
            self.fail(f"{value!r} is no address; write one, e.g. 127.0.0.1 or 0.0.0.0 for all", param, ctx)


HOST = _Host()


def is_loopback(host: str) -> bool:
    """Can only this machine ask there."""
    return ipaddress.ip_address(host).is_loopback


def refuse_strangers(host: str, settings: Settings, overrides: Mapping[str, str | None]) -> None:
    """Others may ask where they need keys, and where somebody decided about consent."""
    missing = [*without_key(settings.store), *without_decision(overrides)]
    if missing:
        raise click.UsageError(f"--host {host} lets others in. First: {'; and '.join(missing)}")


def without_key(url: str) -> Iterator[str]:
    """The mend where the store has no live key."""
    from service.store import open_store

    with closing(open_store(url)) as store:
        live = any(state(key, system_clock()) == "live" for key in store.door_keys())
    if not live:
        yield f"make a key, as {url} has no live one (`zuvor keys create --scope read --store {url}`)"


def without_decision(overrides: Mapping[str, str | None]) -> Iterator[str]:
    """The mend where nobody said what holds for people who haven't decided."""
    variable = TABLE["consent_default"].variable
    if not overrides.get("consent_default") and not os.environ.get(variable):
        yield (
            "say what holds where a person hasn't decided about consent (`--consent-default denied`, or "
            f"`granted` where the shop sends only what was consented to; else {variable})"
        )
