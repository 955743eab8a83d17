"""The demo shop's routes: two languages, a strict policy, nothing outside its folder."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.console.shop import shop_router
from tests.service.console.stub_shop import write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.svg").write_text("<svg>secret</svg>")
    return write_folder(tmp_path / "demo")


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient[Litestar]]:
    with TestClient(Litestar([shop_router(folder)])) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "accepts", "language"),
    [
        ("/shop", "", "de"),
        ("/shop?locale=en", "de", "en"),
        ("/shop?locale=de-CH", "en", "de"),
        ("/shop?locale=%3Cscript%3E", "", "de"),
        ("/shop", "fr-FR, en;q=0.8, de;q=0.5", "en"),
    ],
)
def test_the_page_comes_in_the_language_asked_for(
    client: TestClient[Litestar], address: str, accepts: str, language: str
) -> None:
    page = client.get(address, headers={"accept-language": accepts})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}">' in page.text


def test_the_policy_lets_only_own_scripts_and_the_one_style_in(client: TestClient[Litestar]) -> None:
    page = client.get("/shop")
    policy = page.headers["content-security-policy"]
    style = re.search("<style>(.*?)</style>", page.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_no_script_or_style_stands_in_the_markup(client: TestClient[Litestar]) -> None:
    html = client.get("/shop").text
    assert not re.search(r'<script(?! type="module" src=| type="application/json")|\son\w+=|\sstyle=', html)


def test_without_scripts_the_page_says_what_it_needs(client: TestClient[Litestar]) -> None:
    unscripted = re.search("<noscript>(.*?)</noscript>", client.get("/shop?locale=en").text, re.DOTALL)
    assert unscripted
    assert "needs JavaScript" in unscripted[1]


@pytest.mark.parametrize(
    "name",
    [
        "pictures/../../secret.svg",
        "pictures/..%2f..%2fsecret.svg",
        "pictures/%2e%2e/%2e%2e/secret.svg",
        "..%5csecret.svg",
        "pictures/%00.svg",
        "assets/../../shop.html",
        "/etc/passwd",
        "pictures/",
        "assets",
        "items.parquet",
        "quality.svg",
    ],
)
def test_nothing_else_is_handed_out(client: TestClient[Litestar], name: str) -> None:
    answer = client.get(f"/shop/{name}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("shop.json", "application/json"),
        ("pictures/tea-0.svg", "image/svg+xml"),
        ("assets/app.js", "text/javascript"),
        ("assets/shop.css", "text/css"),
    ],
)
def test_a_file_has_its_kind_and_is_asked_for_by_its_tag(
    client: TestClient[Litestar], name: str, media: str
) -> None:
    file = client.get(f"/shop/{name}")
    assert file.headers["content-type"].split(";")[0] == media
    assert file.headers["x-content-type-options"] == "nosniff"
    again = client.get(f"/shop/{name}", headers={"if-none-match": file.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_picture_opened_by_itself_runs_nothing(client: TestClient[Litestar]) -> None:
    policy = client.get("/shop/pictures/tea-0.svg").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy


def test_a_chart_is_shown_where_there_is_one(folder: Path) -> None:
    (folder / "quality.svg").write_text("<svg>light</svg>")
    (folder / "quality-dark.svg").write_text("<svg>dark</svg>")
    with TestClient(Litestar([shop_router(folder)])) as client:
        assert "/shop/quality-dark.svg" in client.get("/shop").text
        assert client.get("/shop/quality.svg").text == "<svg>light</svg>"
        assert client.get("/shop/quality-dark.svg").text == "<svg>dark</svg>"


def test_a_folder_without_a_shop_is_refused_at_start(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        shop_router(tmp_path)
