"""Gettext catalogues (`service/locale/*.po`) → one sentence in the reader's language.

Sentences are `str.format` templates; a text with plurals has one key per form: `….one`, `….other`.
`de_informal.po`: what reads otherwise where customers are called Du; a shop's folder replaces any text."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

from babel.messages.pofile import PoFileError, read_po

from features.errors import BadInput

FOLDER = Path(__file__).parent / "locale"
INFORMAL = "_informal"


class Texts:
    """All sentences, read once. Calling it gives one: `text("de-AT", "shop.buy")`."""

    def __init__(self, folder: Path = FOLDER, default: str = "de") -> None:
        self._folder = folder
        self._sentences = {path.stem: _read(path) for path in sorted(folder.glob("*.po")) if _whole(path)}
        self.fall_back_to(default)

    def fall_back_to(self, language: str) -> None:
        """Sets what an unknown locale is answered in. Raises KeyError for a language without a catalogue."""
        if language not in self._sentences:
            raise KeyError(f"no texts for {language!r}; there are {sorted(self._sentences)}")
        self._default = language

    def address(self, how: str, own: str = "") -> None:
        """`formal` or `informal`, and a folder of the shop's own texts. Raises BadInput."""
        for language in self._sentences:
            self._sentences[language] = _read(self._folder / f"{language}.po")
            informal = self._folder / f"{language}{INFORMAL}.po"
            if how == "informal" and informal.exists():
                self._sentences[language] |= _read(informal)
        if own:
            self._replace(Path(own))

    def _replace(self, folder: Path) -> None:
        if not folder.is_dir():
            raise BadInput(f"ZUVOR_TEXTS: there is no folder {folder}; name one with .po files")
        for path in sorted(folder.glob("*.po")):
            if path.stem not in self._sentences:
                languages = ", ".join(self._sentences)
                raise BadInput(f"{path} is for no language we have; name it after one of {languages}")
            self._sentences[path.stem] |= _own(path, self._sentences[path.stem])

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


def placeholders(sentence: str) -> set[str]:
    """The names that stand in braces. Raises ValueError for braces that don't close."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def _whole(path: Path) -> bool:
    return not path.stem.endswith(INFORMAL)


def _own(path: Path, ours: dict[str, str]) -> dict[str, str]:
    """A shop's own texts; one that would fail when it is said is refused now."""
    try:
        own = {key: sentence for key, sentence in _read(path).items() if sentence}
        for key, sentence in own.items():
            if key not in ours:
                raise BadInput(f"{path}: there is no text {key!r}; use a key of service/locale/de.po")
            if not placeholders(sentence) <= placeholders(ours[key]):
                given = ", ".join(sorted(placeholders(ours[key]))) or "nothing"
                raise BadInput(f"{path}: {key!r} names what it isn't given; name in braces {given}")
    except (OSError, ValueError, PoFileError) as error:
        raise BadInput(
            f"{path} is no catalogue of texts ({error}); write it like service/locale/de.po"
        ) from None
    return own


def _read(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem.removesuffix(INFORMAL), abort_invalid=True)
    return {str(message.id): str(message.string) for message in catalogue if message.id}


text = Texts()
