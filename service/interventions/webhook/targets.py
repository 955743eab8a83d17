"""Where messages may go: over TLS to addresses of the open network, unless the shop allows its own.

The address is looked up once and that one is connected to: a name can't change its mind in between.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

import httpcore
from httpcore import AsyncNetworkBackend, AsyncNetworkStream

from features.errors import BadInput
from features.settings import Settings
from service.interventions.webhook.signing import secrets_of

NAT64 = IPv6Network("64:ff9b::/96")  # IPv4 as networks of IPv6 alone reach it
GLOBAL = IPv6Network("2000::/3")  # all of IPv6 that is handed out for the open network

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
    parts = _parted(url)
    if (
        parts is None
        or parts.scheme not in (("http", "https") if private else ("https",))
        or not parts.hostname
    ):
        raise BadInput(
            "ZUVOR_WEBHOOK_URL is no https address; write e.g. https://shop.example/zuvor, or set "
            "ZUVOR_WEBHOOK_PRIVATE=allowed to let messages go to http and to private addresses"
        )
    if parts.username or parts.password:
        raise BadInput("ZUVOR_WEBHOOK_URL holds a password; write it without: messages are signed instead")
    return url


def _parted(url: str) -> SplitResult | None:
    """None where nobody could ever connect to it, be it for its port, its name or its signs."""
    try:
        parts = urlsplit(url)
        httpcore.URL(url)
        (parts.hostname or "").encode("idna")
    except (ValueError, TypeError):
        return None
    return parts


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
    if isinstance(found, IPv6Address):
        told = found.ipv4_mapped or found.sixtofour or _translated(found)
        if told is None and found not in GLOBAL:
            return False
        found = told or found
    return found.is_global and not found.is_multicast


def _translated(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in NAT64 else None


def connections(*, private: bool) -> httpcore.AsyncConnectionPool:
    """Where messages go out; knows no proxy and follows no redirect."""
    backend = httpcore.AnyIOBackend() if private else OpenNetworkOnly()
    return httpcore.AsyncConnectionPool(network_backend=backend, max_connections=8, keepalive_expiry=30)
