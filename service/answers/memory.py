"""What an answer said ↔ its `answer_id`, signed: nobody can pretend that something was told."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

Scalar = str | int | float | bool | None

LONGEST = 4_000  # of an answer_id, in an event
SIGNED = 12  # bytes: 96 bits, nobody guesses them
SECRET = "answers"  # noqa: S105  the name of the store's secret


class Content(Struct, frozen=True, array_like=True, kw_only=True):
    """What was said: the answer and its wording, about what, when (microseconds), the facts, the sentence.

    A change of `facts` is news, one of what was said `aside` isn't.
    """

    answer: str
    key: str
    item_id: str | None
    order_id: str | None
    at: int
    facts: dict[str, Scalar]
    aside: dict[str, Scalar]
    text: str


class Told(NamedTuple):
    """A content that was shown: when (microseconds) and where."""

    content: Content
    shown_at: int
    channel: str | None
    answer_id: str


_decode = msgspec.json.Decoder(Content).decode


class Memory:
    """`secret`: what only this store knows."""

    def __init__(self, secret: bytes) -> None:
        self._unsigned = hmac.new(secret, digestmod=sha256)

    def answer_id(self, content: Content) -> str:
        """The answer's name in front, so that consent can tell what it is about.

        At most 4,000 characters: a long sentence about long ids is cut.
        """
        signed = f"{content.answer}.{_text(msgspec.json.encode(content))}"
        if len(signed) > LONGEST - SIGNED * 2 and content.text:
            return self.answer_id(replace(content, text=content.text[: len(content.text) // 2]))
        return f"{signed}.{_text(self._signature(signed))}"

    def content(self, answer_id: str) -> Content | None:
        """What it said; None where this store didn't make it."""
        signed, _, signature = answer_id.rpartition(".")
        try:
            if not hmac.compare_digest(_bytes(signature), self._signature(signed)):
                return None
            return _decode(_bytes(signed.partition(".")[2]))
        except (NotBase64, UnicodeEncodeError, ValueError, msgspec.DecodeError):
            return None

    def _signature(self, signed: str) -> bytes:
        begun = self._unsigned.copy()  # half the work of beginning with the secret each time
        begun.update(signed.encode())
        return begun.digest()[:SIGNED]


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
