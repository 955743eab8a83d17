"""What a search means: the category that people opened or bought after it, else that of matching titles."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from features.artifact import Model
from features.catalogue import Item
from features.interactions import Ints

_WORD = re.compile(r"\w+")
SHORTEST_PART = 3


def normalise(query: str) -> str:
    """Words of a query in lower case, without accents, single spaces."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", query).casefold())
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


class Words:
    """Query → category code, -1 where nothing matches."""

    def __init__(
        self, items: Sequence[Item | None], category: Ints, categories: list[str], model: Model
    ) -> None:
        self._categories = {name: code for code, name in enumerate(categories)}
        self._learned = dict(
            zip(model.texts.get("queries", []), model.texts.get("query_categories", []), strict=True)
        )
        self._by_word: dict[str, Counter[int]] = defaultdict(Counter)
        for item, code in zip(items, category.tolist(), strict=True):
            if item is not None and code >= 0:
                self._index(item, code)
        self._delicate = _words_of(items, sensitive=True) - _words_of(items, sensitive=False)
        self.category = lru_cache(10_000)(self._category)

    def _index(self, item: Item, code: int) -> None:
        for word in {*_title_words(item), *normalise(item.category or "").split()}:
            self._by_word[word][code] += 1

    def delicate(self, query: str) -> bool:
        """Does it name something that only sensitive items are called: it is not repeated to anybody."""
        words = normalise(query).split()
        return any(_alike(word, known) for known in self._delicate for word in words)

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


def _words_of(items: Sequence[Item | None], *, sensitive: bool) -> set[str]:
    return {word for item in items if item and item.sensitive == sensitive for word in _title_words(item)}
