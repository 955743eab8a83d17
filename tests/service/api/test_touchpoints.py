"""Expectation against experience, from the stored analysis, to whoever may analyse."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO

import polars as pl
import pytest

from features.analyses import TOUCHPOINTS
from features.settings import Settings
from features.touchpoints.stored import encode
from service.keys.key import Scope
from tests.service.api.conftest import Client, Serve, made
from tests.service.html.told import COMPUTED, stored
from tests.stores import new_store

WHERE = "/v1/touchpoints"


def keep(settings: Settings, body: bytes = b"") -> None:
    with closing(new_store(settings.store)) as store, store.write() as transaction:
        transaction.put_analysis(TOUCHPOINTS, COMPUTED, body or encode(stored()))


def test_it_tells_each_touchpoint_with_owner_and_age(shop: Client, settings: Settings) -> None:
    keep(settings)
    told = shop.get(WHERE).json()
    assert (told["computed_at"], told["age_seconds"] // 3600) == ("2026-03-01T09:00:00Z", 3)
    (delivery,) = [one for one in told["touchpoints"] if one["touchpoint"] == "delivery"]
    assert (delivery["owner"], delivery["n"], delivery["met"]) == ("logistics", 200, 0.85)
    assert delivery["since_last_month"]["certain"]
    assert told["curves"][0]["cliff"]["gap"] == 1
    assert "pictures" not in told


def test_a_touchpoint_that_nobody_uses_is_told_of_without_figures(shop: Client, settings: Settings) -> None:
    keep(settings)
    (homepage,) = [one for one in shop.get(WHERE).json()["touchpoints"] if one["touchpoint"] == "homepage"]
    assert (homepage["n"], homepage["few"], homepage["met"]) == (0, True, None)


def test_a_span_is_of_whole_months(shop: Client, settings: Settings) -> None:
    keep(settings)
    span = {"from": "2026-02-20T00:00:00Z", "to": "2026-02-21T00:00:00Z"}
    told = shop.get(WHERE, params=span).json()
    assert told["months"] == ["2026-02"]
    assert sum(one["n"] for one in told["touchpoints"]) == 100


def test_split_by_country_says_who_is_served_unlike_others(shop: Client, settings: Settings) -> None:
    keep(settings)
    told = shop.get(WHERE, params={"by": "country"}).json()
    assert {one["segment"] for one in told["touchpoints"] if one["touchpoint"] == "delivery"} == {"CH", "DE"}
    assert {one["segment"] for one in told["unequal"]} == {"CH", "DE"}


@pytest.mark.parametrize(
    ("at_fault", "given"),
    [
        ("by", {"by": "moon"}),
        ("format", {"format": "xlsx"}),
        ("from", {"from": "yesterday"}),
        ("from", {"from": "2026-03-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}),
        ("to", {"to": "9999-12-31T23:59:59Z"}),
        ("from", {"from": "1980-01-01T00:00:00Z"}),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(
    shop: Client, settings: Settings, at_fault: str, given: dict[str, str]
) -> None:
    keep(settings)
    answer = shop.get(WHERE, params=given)
    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [f"/{at_fault}"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_all_figures_are_there_as_a_file(shop: Client, settings: Settings, form: str) -> None:
    keep(settings)
    answer = shop.get(WHERE, params={"format": form})
    assert answer.headers["content-disposition"] == f'attachment; filename="touchpoints.{form}"'
    table = (pl.read_csv if form == "csv" else pl.read_parquet)(BytesIO(answer.content))
    assert set(table["part"]) >= {"standing", "kind", "score", "month", "curve", "word", "move"}


@pytest.mark.parametrize("body", [b"", b'{"form": "of tomorrow"}'])
def test_without_an_analysis_it_says_how_to_get_one(shop: Client, settings: Settings, body: bytes) -> None:
    if body:
        keep(settings, body)
    answer = shop.get(WHERE)
    assert (answer.status_code, "zuvor touchpoints" in answer.text) == (404, True)


def test_only_analysts_see_it(serve: Serve, settings: Settings) -> None:
    keep(settings)
    scopes: tuple[Scope, ...] = ("analyst", "staff", "read")
    keys = [made(settings, scope) for scope in scopes]
    shop = serve(strict=True)
    assert [shop.get(WHERE, headers=key).status_code for key in keys] == [200, 403, 403]
