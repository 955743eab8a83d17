"""How often: requests a second of one key, or of one address without a key of its own; counted per worker."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from datetime import timedelta
from functools import lru_cache
from typing import Any

from litestar import Request
from litestar.middleware.rate_limit import CacheObject, RateLimitConfig, RateLimitMiddleware
from litestar.stores.base import Store
from litestar.types import Middleware

from features.settings import Settings
from service.api.doors import is_publish, key_of, ring

MOST = 10_000  # counted at once; beyond it those not seen for longest are forgotten
STORE = "limits"

AnyRequest = Request[Any, Any, Any]


class Counts(Store):
    """A bounded store in memory; it never waits, so no other request comes between a read and its write."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def set(self, key: str, value: str | bytes, expires_in: int | timedelta | None = None) -> None:
        self._kept[key] = value.encode() if isinstance(value, str) else value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    async def get(self, key: str, renew_for: int | timedelta | None = None) -> bytes | None:
        return self._kept.get(key)

    async def delete(self, key: str) -> None:
        self._kept.pop(key, None)

    async def delete_all(self) -> None:
        self._kept.clear()

    async def exists(self, key: str) -> bool:
        return key in self._kept

    async def expires_in(self, key: str) -> int | None:
        return -1 if key in self._kept else None


class Limit(RateLimitMiddleware):
    """Litestar's; an answer that took longer than a second comes when counting has begun anew."""

    def create_response_headers(self, cache_object: CacheObject) -> dict[str, str]:
        headers = super().create_response_headers(cache_object)
        left = int(headers[self.config.rate_limit_reset_header_key])
        return headers | {self.config.rate_limit_reset_header_key: str(max(left, 0))}


def limits(settings: Settings) -> list[Middleware]:
    """Both limits; exactly one of them counts a request, none while no keys are needed."""
    by_key = RateLimitConfig(
        ("second", settings.key_limit),
        identifier_for_request=key_id,
        check_throttle_handler=counts_by_key,
        store=STORE,
        middleware_class=Limit,
    )
    by_address = RateLimitConfig(
        ("second", settings.address_limit),
        identifier_for_request=address,
        check_throttle_handler=counts_by_address,
        store=STORE,
        middleware_class=Limit,
    )
    return [by_key.middleware, by_address.middleware]


async def counts_by_key(request: AnyRequest) -> bool:
    """A server's key: all its requests together, wherever they come from."""
    return key_of(request) is not None and not is_publish(request)


async def counts_by_address(request: AnyRequest) -> bool:
    """No key, or one that all browsers share."""
    return ring(request.scope).needed and not await counts_by_key(request)


def key_id(request: AnyRequest) -> str:
    """By what a server's requests are counted."""
    key = key_of(request)
    return f"key {key.key_id if key else ''}"


def address(request: AnyRequest) -> str:
    """By what all other requests are counted: the address, and the publish key it uses.

    An open route has a count of its own: who is turned away elsewhere keeps no probe from `/health/live`.
    """
    where = request.scope.get("path_template") if request.route_handler.opt.get("exclude_from_auth") else ""
    host = request.client.host if request.client else ""
    return f"{neighbourhood(host)} {key_id(request)} {where}"


@lru_cache(MOST)
def neighbourhood(host: str) -> str:
    """An IPv6 address → its network, as everybody has billions of addresses there; IPv4 stays as it is."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    if found.version == 4:
        return host
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
