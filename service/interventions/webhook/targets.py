"""Where messages may go: over TLS to addresses of the open network, unless the shop allows its own.

The address is looked up once and that one is connected to: a name can't change its mind in between.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpcore
from httpcore import AsyncNetworkBackend, AsyncNetworkStream

from features.errors import BadInput
from features.settings import Settings
from service.interventions.webhook.signing import secrets_of

Options = Iterable[tuple[int, int, int]] | Any


class TargetRefused(Exception):
    """The address isn't one that messages may go to."""


class Target(NamedTuple):
    """Where messages go, and the secrets that sign them, the newest first; `private`: as the shop allows."""

    url: str
    secrets: tuple[bytes, ...]
    private: bool


def target_of(settings: Settings) -> Target | None:
    """None: the shop has none. Raises BadInput where what is set doesn't fit together."""
    url = checked(settings.webhook_url, private=settings.webhook_private)
    secrets = secrets_of(settings.webhook_secrets)
    if url and not secrets:
        raise BadInput(
            "ZUVOR_WEBHOOK_URL is set and ZUVOR_WEBHOOK_SECRETS isn't: unsigned messages are never sent; "
            "set a secret that the receiver knows, too"
        )
    return Target(url, secrets, settings.webhook_private) if url else None


def checked(url: str, *, private: bool) -> str:
    """The setting's URL. Raises BadInput with the sentence that says what is wrong with it."""
    if not url:
        return url
    parts = urlsplit(url)
    if parts.scheme not in (("http", "https") if private else ("https",)) or not parts.hostname:
        raise BadInput(
            "ZUVOR_WEBHOOK_URL is no https address; write e.g. https://shop.example/zuvor, or set "
            "ZUVOR_WEBHOOK_PRIVATE=allowed to let messages go to http and to private addresses"
        )
    if parts.username or parts.password:
        raise BadInput("ZUVOR_WEBHOOK_URL holds a password; write it without: messages are signed instead")
    return url


class OpenNetworkOnly(AsyncNetworkBackend):
    """Connects to public addresses; others raise TargetRefused."""

    def __init__(self) -> None:
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options = None,
    ) -> AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(where[4][0]) for where in found]
        if not addresses or not all(is_public(address) for address in addresses):
            raise TargetRefused("the webhook's name leads to a private address")
        return await self._backend.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


def is_public(address: str) -> bool:
    """Is it an address of the open network, also where it is IPv4 told as IPv6."""
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or mapped.is_global)


def connections(*, private: bool) -> httpcore.AsyncConnectionPool:
    """Where messages go out; knows no proxy and follows no redirect."""
    backend = httpcore.AnyIOBackend() if private else OpenNetworkOnly()
    return httpcore.AsyncConnectionPool(network_backend=backend, max_connections=8, keepalive_expiry=30)
