"""What a search means: the category that people opened or bought after it, else that of matching titles."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import lru_cache

from features.artifact import Model
from features.catalogue import Item

_WORD = re.compile(r"\w+")
SHORTEST_PART = 3


def normalise(query: str) -> str:
    """Words of a query in lower case, without accents, single spaces."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", query).casefold())
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


class Words:
    """Query → category code, -1 where nothing matches; kept up to date item by item."""

    def __init__(self, categories: dict[str, int], model: Model) -> None:
        """`categories`: name → code, as it grows."""
        self._categories = categories
        self._learned = dict(
            zip(model.texts.get("queries", []), model.texts.get("query_categories", []), strict=True)
        )
        self._by_word: dict[str, Counter[int]] = defaultdict(Counter)
        self._usual: Counter[str] = Counter()
        self._sensitive: Counter[str] = Counter()
        self.category = lru_cache(10_000)(self._category)
        self.delicate = lru_cache(10_000)(self._is_delicate)

    def replace(self, before: Item | None, item: Item | None, code: Callable[[str | None], int]) -> None:
        """An item is called otherwise now; a change of price or stock costs nothing."""
        if _named(before) == _named(item):
            return
        for one, sign in ((before, -1), (item, 1)):
            if one is not None:
                self._count(one, code(one.category), sign)
        self.category.cache_clear()
        self.delicate.cache_clear()

    def _count(self, item: Item, code: int, sign: int) -> None:
        title = set(_title_words(item))
        for word in title:
            (self._sensitive if item.sensitive else self._usual)[word] += sign
        for word in title | set(normalise(item.category or "").split()) if code >= 0 else ():
            codes = self._by_word[word]
            codes[code] += sign
            if not codes[code]:
                del codes[code]
            if not codes:
                del self._by_word[word]

    def _is_delicate(self, query: str) -> bool:
        """Does it name something that only sensitive items are called: it is not repeated to anybody."""
        words = normalise(query).split()
        only = [known for known, count in self._sensitive.items() if count and not self._usual[known]]
        return any(_alike(word, known) for known in only for word in words)

    def _category(self, query: str) -> int:
        text = normalise(query)
        learned = self._categories.get(self._learned.get(text, ""), -1)
        return learned if learned >= 0 else self._matching(text)

    def _matching(self, text: str) -> int:
        votes: Counter[int] = Counter()
        for word in text.split():
            found = self._by_word.get(word) or self._containing(word)
            total = sum(found.values())
            for code, count in found.items():
                votes[code] += count / total  # type: ignore[assignment]
        return max(votes, key=lambda code: (votes[code], -code)) if votes else -1

    def _containing(self, word: str) -> Counter[int]:
        """`tee` is in `gruntee`, and the plural `teapots` begins with `teapot`."""
        found: Counter[int] = Counter()
        for known, codes in self._by_word.items():
            if _alike(word, known):
                found.update(codes)
        return found


def _alike(word: str, known: str) -> bool:
    part = len(word) >= SHORTEST_PART and word in known
    return part or (len(known) > SHORTEST_PART and word.startswith(known))


def _title_words(item: Item) -> list[str]:
    titles = item.title.values() if isinstance(item.title, dict) else (item.title,)
    return [word for title in titles for word in normalise(title).split()]


def _named(item: Item | None) -> tuple[object, ...] | None:
    return None if item is None else (item.title, item.category, item.sensitive)
