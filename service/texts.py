"""Gettext catalogues (`service/locale/*.po`) → one sentence in the reader's language.

Sentences are `str.format` templates; a text with plurals has one key per form: `….one`, `….other`."""

from __future__ import annotations

from pathlib import Path

from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "locale"


class Texts:
    """All sentences, read once. Calling it gives one: `text("de-AT", "shop.buy")`."""

    def __init__(self, folder: Path = FOLDER, default: str = "de") -> None:
        self._sentences = {path.stem: _read(path) for path in sorted(folder.glob("*.po"))}
        self.fall_back_to(default)

    def fall_back_to(self, language: str) -> None:
        """Sets what an unknown locale is answered in. Raises KeyError for a language without a catalogue."""
        if language not in self._sentences:
            raise KeyError(f"no texts for {language!r}; there are {sorted(self._sentences)}")
        self._default = language

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._sentences)

    def language(self, locale: str) -> str:
        """`de-AT`, `de_AT` → `de`; one we don't have → the default."""
        language = locale.replace("_", "-").partition("-")[0].lower()
        return language if language in self._sentences else self._default

    def __call__(self, locale: str, key: str, **values: object) -> str:
        sentences = self._sentences.get(locale) or self._sentences[self.language(locale)]
        return sentences[key].format(**values)

    def under(self, locale: str, prefix: str) -> dict[str, str]:
        """The templates whose key begins with `prefix`, for a page's own script."""
        chosen = self._sentences[self.language(locale)]
        return {key: sentence for key, sentence in chosen.items() if key.startswith(prefix)}


def _read(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem, abort_invalid=True)
    return {str(message.id): str(message.string) for message in catalogue if message.id}


text = Texts()
