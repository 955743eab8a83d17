"""Chance → a key that is shown once; a token that somebody sent → the key it names, if it proves it."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from features.clock import DAY
from features.errors import BadInput
from service.store.keys import Key

Scope = Literal["publish", "ingest", "read", "staff", "analyst", "admin"]

# scope: what a key of it may do. No scope implies another: a key that leaks opens one kind of door.
SCOPES: dict[Scope, str] = {
    "publish": "a browser tells what its visitor does; may be seen by anybody",
    "ingest": "the shop's server tells everything that happens",
    "read": "pages and answers",
    "staff": "one customer's view, for service and store",
    "analyst": "aggregates, results, reports; no single customer",
    "admin": "catalogue, definitions, the customers' rights",
}

LONGEST = 36_500 * DAY

_TOKEN = re.compile(r"zuvor_([0-9a-f]{16})_([0-9a-f]{48})")  # 192 random bits
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


class Token(NamedTuple):
    """What somebody sent, taken apart; nothing is proven yet."""

    key_id: str
    secret: str

    @property
    def digest(self) -> bytes:
        """By this a proven token may be remembered."""
        return hashlib.sha256(self.secret.encode()).digest()


def make(
    scope: Scope, origins: Sequence[str], note: str, *, now: int, expires_at: int | None = None
) -> tuple[str, Key]:
    """A new key: the token to show once, and what is kept of it. Raises BadInput.

    The id is the beginning of the secret's SHA-256. So a wrong secret is refused in microseconds, whether
    its id is known or not, and nobody can make the service compute scrypt without having a key of it.
    """
    if scope == "publish" and not origins:
        raise BadInput("a publish key is for pages of a shop; name them, e.g. --origin https://shop.example")
    if origins and scope != "publish":
        raise BadInput(f"only a publish key is for pages; give a {scope} key no --origin")
    if expires_at is not None and not now < expires_at <= now + LONGEST:
        raise BadInput("a key is good for a while, for 100 years at most; give it one, e.g. --expires 90d")
    secret, salt = secrets.token_hex(24), secrets.token_bytes(16)
    key_id = _id_of(secret)
    bound = tuple(dict.fromkeys(map(origin, origins)))
    kept = Key(key_id, scope, bound, note, salt, _hash(secret, salt), now, expires_at)
    return f"zuvor_{key_id}_{secret}", kept


def parse(text: str) -> Token | None:
    """The token, None where it can't be one of ours: as quick for a known id as for an unknown one."""
    found = _TOKEN.fullmatch(text)
    if not found or not hmac.compare_digest(_id_of(found[2]), found[1]):
        return None
    return Token(found[1], found[2])


def proves(token: Token, key: Key) -> bool:
    """Is it this key's secret; takes a twentieth of a second."""
    return hmac.compare_digest(_hash(token.secret, key.salt), key.hash)


def state(key: Key, now: int) -> Literal["live", "expired", "revoked"]:
    """What has become of a key."""
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= now else "live"


def origin(text: str) -> str:
    """`scheme://host[:port]` as browsers send it: small, without the usual port. Raises BadInput."""
    small = text.strip().lower()
    try:
        port = urlsplit(small).port
    except ValueError:
        port = 0
    if not _ORIGIN.fullmatch(small) or port == 0:
        raise BadInput(f"{text!r} is no origin; write scheme://host[:port], e.g. https://shop.example")
    usual = ":443" if small.startswith("https") else ":80"
    return small.removesuffix(usual) if port else small


def _id_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def _hash(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1)
