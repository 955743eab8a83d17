"""The last stored analysis is told with its age, as JSON or as a file, to whoever may analyse."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO

import polars as pl
import pytest

from features.experiments.results import Results, encode_results
from features.settings import Settings
from service.keys.key import Scope
from service.store import analyses
from tests.service.api.conftest import Client, Serve, made
from tests.service.html.analysed import analysis
from tests.stores import new_store

WHERE = "/v1/experiments/homepage/results"


def keep(settings: Settings, found: Results | None = None, body: bytes = b"") -> None:
    with closing(new_store(settings.store)) as store, store.write() as transaction:
        found = found or analysis()
        transaction.put_analysis("homepage", found.computed_at, body or encode_results(found))


def test_it_tells_verdict_figures_and_age(shop: Client, settings: Settings) -> None:
    keep(settings)
    told = shop.get(WHERE, params={"locale": "en"}).json()
    assert (told["state"], told["computed_at"]) == ("better", "2026-03-01T09:00:00Z")
    assert told["age_seconds"] // 60 == 3 * 60
    assert told["verdict"][0].startswith("“personalised” is better than “default”.")
    assert told["effects"][0]["relative"] == 0.12
    assert "pictures" not in told


def test_the_shops_language_is_spoken_unless_another_is_asked_for(shop: Client, settings: Settings) -> None:
    keep(settings)
    assert shop.get(WHERE).json()["verdict"][0].startswith("„personalised“ ist besser")


def test_it_comes_as_csv(shop: Client, settings: Settings) -> None:
    keep(settings)
    answer = shop.get(WHERE, params={"format": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="homepage.csv"'
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith("part,variant,metric")


def test_it_comes_as_parquet(shop: Client, settings: Settings) -> None:
    keep(settings)
    answer = shop.get(WHERE, params={"format": "parquet"})
    assert pl.read_parquet(BytesIO(answer.content)).height == 9


def test_another_form_there_is_not(shop: Client, settings: Settings) -> None:
    keep(settings)
    answer = shop.get(WHERE, params={"format": "xlsx"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/format")


@pytest.mark.parametrize("body", [b"", b'{"name": "homepage"}', b"\x00"])
def test_where_nothing_is_computed_that_can_be_read_it_says_what_computes_it(
    shop: Client, settings: Settings, body: bytes
) -> None:
    if body:
        keep(settings, body=body)
    answer = shop.get(WHERE)
    assert answer.status_code == 404
    assert "zuvor experiment results" in answer.json()["detail"]


def test_only_an_analyst_reads_it(serve: Serve, settings: Settings) -> None:
    keep(settings)
    scopes: tuple[Scope, ...] = ("analyst", "admin", "read", "staff")
    keys = [made(settings, scope) for scope in scopes]
    shop = serve(strict=True)
    assert [shop.get(WHERE, headers=key).status_code for key in keys] == [200, 403, 403, 403]


def test_a_former_phase_can_still_be_read(shop: Client, settings: Settings) -> None:
    with closing(new_store(settings.store)) as store, store.write() as transaction:
        analyses.keep(transaction, analysis())
        analyses.keep(transaction, analysis(phase=2, state="not_yet"))
        analyses.keep(transaction, analysis(version=3))  # the former one, computed anew
    told = [shop.get(WHERE, params=params).json() for params in ({}, {"phase": 1}, {"phase": 2})]
    assert [(one["phase"], one["version"], one["state"]) for one in told] == [
        (2, 2, "not_yet"),
        (1, 3, "better"),
        (2, 2, "not_yet"),
    ]
    answer = shop.get(WHERE, params={"phase": 3})
    assert (answer.status_code, "results NAME --phase 3" in answer.json()["detail"]) == (404, True)
    assert shop.get(WHERE, params={"phase": 0}).json()["errors"][0]["pointer"] == "/phase"
