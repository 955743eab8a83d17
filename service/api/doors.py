"""Who asks: a request's key → may it use this route."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Sequence
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import Scope

from service.keys.key import SCOPES
from service.keys.key import Scope as KeyScope
from service.keys.ring import KeyRing
from service.store.keys import Key

Connection = ASGIConnection[Any, Any, Any, Any]

SCHEME = "key"
CONSOLE = "/console"
BASIC = 'Basic realm="zuvor console", charset="UTF-8"'
OPEN = {"exclude_from_auth": True}  # `opt` of a route that needs no key; a test lists them all

NO_KEY = (
    "This needs a key: `Authorization: Bearer KEY`. None was sent, or it is unknown, expired or revoked; "
    "`zuvor keys create` makes one."
)
OTHER_PAGE = (
    "This publish key is for pages of other origins; `zuvor keys create --origin` makes one for this."
)
OTHER_SITE = "A page of another site asks, and this service has no keys yet; `zuvor keys create` makes one."

SCHEMES = Components(
    security_schemes={
        SCHEME: SecurityScheme(
            type="http",
            scheme="bearer",
            description="A key from `zuvor keys create`; on loopback none is needed until there is one. "
            + "; ".join(f"`{scope}`: {what}" for scope, what in SCOPES.items()),
        )
    }
)


def needs(*scopes: KeyScope) -> Sequence[dict[str, list[str]]]:
    """`security` of a route: a key of any of these scopes opens it. The document and the guard read it."""
    return [{SCHEME: [scope]} for scope in scopes]


def scopes_of(handler: BaseRouteHandler) -> list[str]:
    """The scopes that open a route."""
    needed = cast(HTTPRouteHandler, handler).resolve_security()
    return [scope for requirement in needed for scope in requirement.get(SCHEME, ())]


def ring(scope: Scope) -> KeyRing:
    """The keys of the worker that handles the request."""
    keys: KeyRing = scope["litestar_app"].state.worker.keys
    return keys


def key_of(connection: Connection) -> Key | None:
    """The key that the request proved."""
    key: Key | None = connection.scope.get("auth")
    return key


def is_publish(connection: Connection) -> bool:
    """Does the request come with a key that anybody may have read."""
    key = key_of(connection)
    return key is not None and key.scope == "publish"


class Door(AbstractAuthenticationMiddleware):
    """Finds the key of a request; whether it is the right one is the guard's matter, after the limits."""

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        keys = ring(connection.scope)
        token = proof(connection) if keys.needed else None
        return AuthenticationResult(user=None, auth=await keys.key_of(token) if token else None)


def is_console(connection: Connection) -> bool:
    """Is it for people: a browser asks them for the key."""
    return connection.url.path.startswith(f"{CONSOLE}/") or connection.url.path == CONSOLE


def proof(connection: Connection) -> str | None:
    """The key as it was sent: behind `Bearer`, and for the console also as the password of `Basic`."""
    scheme, _, sent = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return sent.strip()
    if scheme.lower() != "basic" or not is_console(connection):
        return None
    try:
        return b64decode(sent.strip(), validate=True).decode().partition(":")[2]
    except (Error, UnicodeDecodeError):
        return None


async def let_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """The guard of every route: 401 without a live key, 403 with a wrong one; no scope declared is shut."""
    if handler.opt.get("exclude_from_auth") or connection.scope.get("method") == "OPTIONS":
        return
    origin = connection.headers.get("origin")
    if not ring(connection.scope).needed:
        if origin and origin.partition("://")[2] != connection.headers.get("host"):
            raise PermissionDeniedException(OTHER_SITE)
        return
    key = key_of(connection)
    if key is None:
        how = BASIC if is_console(connection) else "Bearer"
        raise NotAuthorizedException(NO_KEY, headers={"WWW-Authenticate": how})
    if key.scope not in (needed := scopes_of(handler)):
        raise PermissionDeniedException(
            f"This needs a key with scope {' or '.join(needed)}, not {key.scope}."
        )
    if key.scope == "publish" and origin and origin not in key.origins:
        raise PermissionDeniedException(OTHER_PAGE)
