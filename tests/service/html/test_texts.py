"""Both languages say everything, and a locale finds its language."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from features.errors import BadInput
from service.html.numbers import written
from service.texts import FOLDER, Texts, placeholders, text

TO_CUSTOMERS = ("answer.", "delivery.", "reason.", "shelf.", "shop.", "time.")


def every(language: str) -> dict[str, str]:
    return text.under(language, "")


def test_both_languages_have_the_same_keys() -> None:
    assert every("de").keys() == every("en").keys()


@pytest.mark.parametrize("key", sorted(every("de")))
def test_a_text_is_said_in_both_languages_with_the_same_placeholders(key: str) -> None:
    german, english = every("de")[key], every("en")[key]
    assert german.strip()
    assert english.strip()
    assert placeholders(german) == placeholders(english)


def test_where_customers_are_called_du_no_customer_is_called_sie() -> None:
    formal, informal = every("de"), Texts()
    informal.address("informal")
    for key, sentence in informal.under("de", "").items():
        if key.startswith(TO_CUSTOMERS):
            assert not re.search(r"\b(Ihnen|Ihr\w*)\b|(?<!: )\bSie\b", sentence), (key, sentence)
            assert placeholders(sentence) == placeholders(formal[key])


def test_only_what_reads_otherwise_stands_in_the_informal_catalogue() -> None:
    informal = Texts()
    informal.address("informal")
    with (FOLDER / "de_informal.po").open("rb") as file:
        keys = {str(message.id) for message in read_po(file) if message.id}
    assert {key for key in every("de") if every("de")[key] != informal.under("de", "")[key]} == keys
    assert "de_informal" not in informal.languages


def own(folder: Path, name: str, key: str, sentence: str) -> Texts:
    (folder / name).write_text(f'msgid "{key}"\nmsgstr "{sentence}"\n', "utf-8")
    texts = Texts()
    texts.address("formal", str(folder))
    return texts


def test_a_shop_replaces_any_text_without_touching_code(tmp_path: Path) -> None:
    texts = own(tmp_path, "de.po", "answer.cart.one", "Da ist noch {title}!")
    assert texts("de", "answer.cart.one", title="Tee") == "Da ist noch Tee!"
    assert texts("en", "answer.cart.one", title="tea") == "Still in your cart: “tea”."


@pytest.mark.parametrize(
    ("name", "key", "sentence", "why"),
    [
        ("de.po", "answer.nothing", "Ach", "there is no text 'answer.nothing'; use a key"),
        ("de.po", "answer.cart.one", "{titel}", "names what it isn't given; name in braces title"),
        ("de.po", "answer.cart.one", "{title", "is no catalogue of texts"),
        ("fr.po", "answer.cart.one", "Ah", "is for no language we have; name it after one of de, en"),
    ],
)
def test_a_text_of_a_shop_that_would_fail_is_refused_at_once(
    tmp_path: Path, name: str, key: str, sentence: str, why: str
) -> None:
    with pytest.raises(BadInput, match=re.escape(why)):
        own(tmp_path, name, key, sentence)


def test_a_folder_of_texts_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no folder"):
        Texts().address("formal", str(tmp_path / "missing"))


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


def test_below_zero_stands_a_minus_and_no_hyphen() -> None:
    assert [written(-1234.5, language, 1) for language in ("de", "en")] == ["−1.234,5", "−1,234.5"]
