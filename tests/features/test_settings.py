"""Settings: flags over variables over defaults, and a sentence for what can't be."""

from __future__ import annotations

import pytest

from features.clock import DAY, SECOND
from features.errors import BadInput
from features.settings import TABLE, read


def test_the_defaults_are_settings() -> None:
    settings = read(environ={})
    assert (settings.store, settings.locale, settings.consent_granted) == (
        "sqlite:///var/zuvor.db",
        "de",
        True,
    )
    assert (settings.cart_kept, settings.model_poll) == (30 * DAY, 5 * SECOND)
    assert settings.workers >= 1


def test_a_flag_wins_over_its_variable_and_an_empty_variable_is_none() -> None:
    environ = {"ZUVOR_LOCALE": "en", "ZUVOR_STORE": "sqlite:///a.db", "ZUVOR_CURRENCY": ""}
    settings = read({"store": "sqlite:///b.db", "locale": None}, environ)
    assert (settings.store, settings.locale, settings.currency) == ("sqlite:///b.db", "en", "EUR")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("locale", "fr"),
        ("consent_default", "maybe"),
        ("workers", "0"),
        ("workers", "many"),
        ("workers", "²"),
        ("cart_days", "a month"),
        ("diversity", "much"),
        ("diversity", "1.5"),
        ("diversity", "nan"),
    ],
)
def test_a_setting_that_can_not_be_is_bad_input(name: str, value: str) -> None:
    with pytest.raises(BadInput):
        read({name: value}, {})


def test_a_duration_that_is_none_is_named() -> None:
    with pytest.raises(BadInput, match="ZUVOR_PAGE_DEADLINE: '80' is no duration"):
        read({"page_deadline": "80"}, {})


def test_every_setting_has_a_variable_and_a_meaning() -> None:
    assert all(setting.variable == f"ZUVOR_{setting.name.upper()}" and setting.meaning for setting in TABLE)


def test_links_name_the_shops_own_pages() -> None:
    given = {"links": "order=https://shop.example/orders/{order_id} cart=/cart"}
    assert read(given, {}).links == {"order": "https://shop.example/orders/{order_id}", "cart": "/cart"}
    assert read({}, {}).links == {}


@pytest.mark.parametrize("links", ["order", "order=", "moon=/moon", "order=/o/{id}", "order=/o/{}"])
def test_a_link_that_leads_nowhere_is_refused(links: str) -> None:
    with pytest.raises(BadInput, match=r"ZUVOR_LINKS: .* is no link; write e\.g\. order=/orders/{order_id}"):
        read({"links": links}, {})


def test_a_time_zone_that_is_none_is_refused() -> None:
    assert read({}, {}).timezone == "Europe/Berlin"
    with pytest.raises(BadInput, match="ZUVOR_TIMEZONE is 'Berlin'; set it to an IANA name"):
        read({"timezone": "Berlin"}, {})
