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
    plain = unicodedata.normalize("NFKD", query.casefold())
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
        self.category = lru_cache(10_000)(self._category)

    def _index(self, item: Item, code: int) -> None:
        titles = item.title.values() if isinstance(item.title, dict) else (item.title,)
        for word in {word for title in (*titles, item.category or "") for word in normalise(title).split()}:
            self._by_word[word][code] += 1

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
        if len(word) >= SHORTEST_PART:
            for known, codes in self._by_word.items():
                if word in known or (len(known) > SHORTEST_PART and word.startswith(known)):
                    found.update(codes)
        return found
