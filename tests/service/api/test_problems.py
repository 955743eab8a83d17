from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.service.api.conftest import Client


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/v1/events", 405), ("PUT", "/metrics", 405)],
)
def test_a_wrong_route_or_method_is_a_problem_too(shop: Client, method: str, path: str, status: int) -> None:
    answer = shop.request(method, path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert "/schema" in answer.json()["detail"]


def fails() -> None:
    raise KeyError("c-1042")


def test_a_defect_shows_an_id_and_nothing_else(shop: Client) -> None:
    shop.app.state.worker.pages.news = fails
    answer = shop.get("/v1/items/c-1042/related")
    assert (answer.status_code, answer.json()["title"]) == (500, "An unexpected error")
    assert "c-1042" not in answer.text
    assert answer.json()["id"] in answer.json()["detail"]


def test_the_log_has_the_id_and_the_place_but_nobodys_name(shop: Client) -> None:
    shop.app.state.worker.pages.news = fails
    with capture_logs() as lines:
        number = shop.get("/v1/items/c-1042/related").json()["id"]
    assert (lines[0]["id"], lines[0]["error"]) == (number, "KeyError")
    assert "test_problems.py" in lines[0]["where"][-1]
    assert "c-1042" not in str(lines)
