"""A message and the shop's secrets → the headers by which the receiver knows it is ours.

Standard Webhooks 1.0 (https://www.standardwebhooks.com): `v1,` and HMAC-SHA256 of `id.timestamp.body`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from binascii import Error

from features.errors import BadInput

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes of a secret, as the standard asks


def headers(message_id: str, sent_at: int, body: bytes, secrets: tuple[bytes, ...]) -> dict[str, str]:
    """`sent_at` in whole seconds since 1970; with two secrets, while they rotate, either one proves it."""
    signed = f"{message_id}.{sent_at}.".encode() + body
    signatures = (
        base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode() for secret in secrets
    )
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(sent_at),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def secrets_of(text: str) -> tuple[bytes, ...]:
    """`whsec_…` secrets, the newest first, with commas between them. Raises BadInput; never shows one."""
    found = tuple(_secret(part.strip()) for part in text.split(",") if part.strip())
    if len(found) > 2:
        raise BadInput("ZUVOR_WEBHOOK_SECRETS names more than two secrets; name the new one and the old one")
    return found


def _secret(text: str) -> bytes:
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except Error:
        secret = b""
    if not text.startswith(PREFIX) or not SHORTEST <= len(secret) <= LONGEST:
        raise BadInput(
            f"ZUVOR_WEBHOOK_SECRETS holds something else than {PREFIX} and {SHORTEST} to {LONGEST} bytes in "
            f"base64; make one with `echo {PREFIX}$(openssl rand -base64 32)`"
        )
    return secret
