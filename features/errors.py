"""Every error zuvor raises on purpose. Each says what was wrong and what to do about it.

ZuvorError
├── BadInput            what somebody gave us can't be used (exit 1, HTTP 422)
│   ├── Rejected        one field of one event, item or query: has a JSON pointer
│   └── BadSource       a file or select that can't be imported
├── NothingToLearn      training has no history to learn from
├── NotPublished        another training is under way, or the folder of models can't be written
├── ArtifactRefused     an artifact is broken, incomplete or newer than this code
├── StoreRefused        a store that this code must not touch: newer, damaged, not ours
└── StoreDown           the store doesn't answer now; try again (HTTP 503)
    └── StoreLate       it didn't answer in the time there was
"""

from __future__ import annotations


class ZuvorError(Exception):
    """Root of the tree; its text is one clear sentence for the person who can mend it."""


class BadInput(ZuvorError):
    """What somebody gave us can't be used."""


class Rejected(BadInput):
    """One field at fault: `pointer` (RFC 6901, relative to the object) says where, `detail` what."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(f"{pointer or '/'}: {detail}")
        self.pointer = pointer
        self.detail = detail


class BadSource(BadInput):
    """A file or select that can't be imported."""


class NothingToLearn(ZuvorError):
    """Training has no history to learn from."""


class NotPublished(ZuvorError):
    """Another training is under way, or the folder of models can't be written; what served still serves."""


class ArtifactRefused(ZuvorError):
    """An artifact is broken, incomplete or newer than this code understands."""


class StoreRefused(ZuvorError):
    """A store that this code must not touch: newer, damaged or not ours."""


class StoreDown(ZuvorError):
    """The store doesn't answer now; the same call may succeed later."""


class StoreLate(StoreDown):
    """The store didn't answer in the time there was; it may be slow or gone."""
