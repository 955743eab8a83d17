"""The events of an export → which kinds and fields there are and what each means, in German and English."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import msgspec

from service.texts import text


class Found:
    """Which kinds of event occur, how often, and with which fields."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self._fields: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def add(self, body: bytes) -> None:
        """One more event, as JSON."""
        event = msgspec.json.decode(body)
        self.kinds[event["event"]] += 1
        self._fields[event["event"]].update(dict.fromkeys(_names(event)))

    def described(self) -> dict[str, Any]:
        """For programs: kind → what it is, and its fields."""
        return {
            kind: _said(f"event.{kind}") | {"fields": {name: _said(_key(name)) for name in fields}}
            for kind, fields in self._fields.items()
        }

    def told(self, locale: str) -> str:
        """For people: which kinds there are, then each field once."""
        lines = [text(locale, f"export.{part}") for part in ("title", "about", "derived")] + [""]
        lines += [f"{kind} ({count}): {text(locale, f'event.{kind}')}" for kind, count in self.kinds.items()]
        fields = dict.fromkeys(name for found in self._fields.values() for name in found)
        lines += ["", *(f"{name}: {text(locale, _key(name))}" for name in fields)]
        return "\n".join(lines) + "\n"


def _names(event: dict[str, Any]) -> Iterator[str]:
    """The fields, those of products and purposes, too: `items.price`."""
    for name, value in event.items():
        yield name
        inner = [value] if name == "purposes" else value if name == "items" else []
        for one in inner:
            yield from (f"{name}.{field}" for field in one)


def _key(name: str) -> str:
    return f"field.{name.rpartition('.')[2]}"


def _said(key: str) -> dict[str, str]:
    return {locale: text(locale, key) for locale in ("de", "en")}
