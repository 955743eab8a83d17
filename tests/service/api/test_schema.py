from __future__ import annotations

import re
from typing import Any

import pytest

from features.events import KINDS
from tests.service.api.conftest import Client


@pytest.fixture
def document(shop: Client) -> dict[str, Any]:
    found: dict[str, Any] = shop.get("/schema/openapi.json").json()
    return found


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    named = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert named <= set(document["components"]["schemas"])


def test_the_body_of_events_is_described_for_every_kind(document: dict[str, Any]) -> None:
    kinds = document["components"]["schemas"]["Event"]["discriminator"]["mapping"]
    assert set(kinds) == set(KINDS)


def test_examples_keep_what_is_null(document: dict[str, Any]) -> None:
    content = document["paths"]["/v1/homepage"]["get"]["responses"]["200"]["content"]
    example = next(iter(content["application/json"]["examples"].values()))["value"]
    assert example["fallback"] is None


def test_everything_that_is_sent_has_an_example(document: dict[str, Any]) -> None:
    operations = [does for methods in document["paths"].values() for does in methods.values()]
    bodies = [
        does["requestBody"]["content"]["application/json"] for does in operations if "requestBody" in does
    ]
    assert len(bodies) == 10
    assert all(body["examples"] for body in bodies)


def test_the_page_for_people_needs_no_network(shop: Client) -> None:
    page = shop.get("/schema").text
    assert "POST /v1/events" in page
    assert not re.findall(r'(?:src|href)="https?:', page)


@pytest.mark.parametrize("path", ["/schema", "/schema/openapi.json"])
def test_it_is_written_once(shop: Client, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    first = shop.get(path).content
    monkeypatch.delattr("service.api.schema.complete")
    assert shop.get(path).content == first
