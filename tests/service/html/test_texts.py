"""Both languages say everything, and a locale finds its language."""

from pathlib import Path
from string import Formatter

import pytest

from service.texts import FOLDER, Texts, text


def every(language: str) -> dict[str, str]:
    return text.under(language, "")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert every("de").keys() == every("en").keys()


@pytest.mark.parametrize("key", sorted(every("de")))
def test_a_text_is_said_in_both_languages_with_the_same_placeholders(key: str) -> None:
    german, english = every("de")[key], every("en")[key]
    assert german.strip()
    assert english.strip()
    assert placeholders(german) == placeholders(english)


def test_no_key_is_given_twice() -> None:
    for path in FOLDER.glob("*.po"):
        keys = [line for line in path.read_text("utf-8").splitlines() if line.startswith("msgid ")]
        assert len(keys) == len(set(keys)), path


@pytest.mark.parametrize("locale", ["en", "en-GB", "en_US", "EN"])
def test_a_locale_finds_its_language(locale: str) -> None:
    assert text(locale, "shop.buy") == "Buy now"


@pytest.mark.parametrize("locale", ["fr", "", "xx-YY", "../de"])
def test_an_unknown_locale_is_answered_in_the_default(locale: str) -> None:
    assert Texts(default="en")(locale, "shop.buy") == "Buy now"


def test_values_take_their_places() -> None:
    assert text("de", "shop.you", name="Jonna") == "Sie sind Jonna"


def test_a_default_without_a_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="no texts for 'fr'"):
        Texts(default="fr")
