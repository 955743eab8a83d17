"""Words of titles and categories → what a search names: items, a learned category, or something delicate."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache
from weakref import proxy

from features.artifact import Model
from features.catalogue import Item

_WORD = re.compile(r"\w+")
ENDINGS = frozenset({"e", "n", "s", "en", "er", "es"})  # plurals and cases, German and English
COMPOUND, STEM = 3, 5  # letters: `tee` ends `gruntee`, `kaffee` begins `kaffeebohne`
REMEMBERED = 10_000


def normalise(query: str) -> str:
    """Words of a query in lower case, without accents, single spaces."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", query).casefold())
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


class Words:
    """What items are called; kept up to date item by item."""

    def __init__(self, model: Model) -> None:
        texts = model.texts
        self._learned = dict(zip(texts.get("queries", []), texts.get("query_categories", []), strict=True))
        self._items: dict[str, set[int]] = defaultdict(set)
        self._usual: Counter[str] = Counter()
        self._sensitive: Counter[str] = Counter()
        me = proxy(self)  # bound methods would be a circle, and what was replaced stay until it is collected
        self.matches = lru_cache(REMEMBERED)(lambda query: me._matches(query))  # noqa: PLW0108
        self.delicate = lru_cache(REMEMBERED)(lambda query: me._delicate(query))  # noqa: PLW0108

    def replace(self, number: int, before: Item | None, item: Item | None) -> None:
        """The item with this number is called otherwise now; a change of price or stock costs nothing."""
        if _called(before) == _called(item):
            return
        if before is not None:
            self._take_out(number, before)
        if item is not None:
            self._put_in(number, item)
        self.matches.cache_clear()
        self.delicate.cache_clear()

    def learned(self, query: str) -> str | None:
        """The category that several people opened after this search."""
        return self._learned.get(normalise(query))

    def _put_in(self, number: int, item: Item) -> None:
        (self._sensitive if item.sensitive else self._usual).update(_title_words(item))
        for word in _words(item):
            self._items[word].add(number)

    def _take_out(self, number: int, item: Item) -> None:
        (self._sensitive if item.sensitive else self._usual).subtract(_title_words(item))
        for word in _words(item):
            self._items[word].discard(number)
            if not self._items[word]:
                del self._items[word]

    def _matches(self, query: str) -> tuple[int, ...]:
        """Items that as many of the query's words name as name any, at least half of them."""
        words = normalise(query).split()
        hits: Counter[int] = Counter()
        for word in words:
            like = self._like(word)
            hits.update(set().union(*(self._items[known] for known in like)))
        best = max(hits.values(), default=0)
        return (
            tuple(sorted(n for n, count in hits.items() if count == best)) if 2 * best >= len(words) else ()
        )

    def _like(self, word: str) -> list[str]:
        return [word] if word in self._items else [known for known in self._items if _alike(word, known)]

    def _delicate(self, query: str) -> bool:
        """Does it touch what only sensitive items are called: such words are not repeated to anybody."""
        only = [known for known, count in self._sensitive.items() if count > 0 >= self._usual[known]]
        words = [word for word in normalise(query).split() if len(word) >= COMPOUND]
        return any(word in known or known in word for known in only for word in words)


def _alike(word: str, known: str) -> bool:
    """Another ending, or the last part of a compound, or a long first part of one."""
    if (word.startswith(known) and word[len(known) :] in ENDINGS) or (
        known.startswith(word) and known[len(word) :] in ENDINGS
    ):
        return True
    return (len(word) >= COMPOUND and known.endswith(word)) or (len(word) >= STEM and known.startswith(word))


def _called(item: Item | None) -> tuple[object, ...] | None:
    return None if item is None else (item.title, item.category, item.sensitive)


def _words(item: Item) -> set[str]:
    return _title_words(item) | set(normalise(item.category or "").split())


def _title_words(item: Item) -> set[str]:
    titles = item.title.values() if isinstance(item.title, dict) else (item.title,)
    return {word for title in titles for word in normalise(title).split()}
