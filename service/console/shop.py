"""A simulated shop's folder → the demo shop's page and files.

All are read at start and found by name in one table: no path from outside is ever opened."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from service.api.doors import OPEN
from service.console.asked import language_of
from service.html import HERE, render, stylesheet
from service.texts import text

ASSETS = HERE / "shop"
MEDIA = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}
ASK_AGAIN = "no-cache"  # kept by the browser, asked for by its tag before each use
KEEP = "public, max-age=86400"


@dataclass(frozen=True)
class Sent:
    """One answer, ready: nothing of it is computed per request."""

    body: bytes
    media_type: str
    cache: str

    @property
    def tag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:24]}"'


def shop_router(folder: Path, answers: int = 3) -> Router:
    """Routes under `/shop`, with at most so many answers on the page.

    Raises FileNotFoundError where `folder` has no `shop.json`. Besides it has `pictures/<item_id>.svg` and,
    where it was drawn, a chart of how well the model ranks: `quality.svg` and `quality-dark.svg`.
    """
    files = _files(folder)
    pages = {language: _page(language, "quality.svg" in files, answers) for language in text.languages}

    @get("/", include_in_schema=False)
    async def page(request: Request[Any, Any, Any]) -> Response[bytes]:
        return _answer(request, pages[language_of(request)])

    @get("/{name:path}", include_in_schema=False)
    async def file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
        found = files.get(name.removeprefix("/"))
        if found is None:
            raise NotFoundException("the demo shop has no such file")
        return _answer(request, found)

    return Router("/shop", route_handlers=[page, file], opt=OPEN)


def _page(language: str, quality: bool, answers: int) -> Sent:
    languages = {other: f"/shop?locale={other}" for other in text.languages}
    texts = text.under(language, "shop.") | text.under(language, "time.order_within")
    html = render("shop.html", language, texts=texts, languages=languages, quality=quality, answers=answers)
    return Sent(html.encode(), "text/html", ASK_AGAIN)


def _files(folder: Path) -> dict[str, Sent]:
    found = {"shop.json": _read(folder / "shop.json", ASK_AGAIN)}
    found |= {f"pictures/{path.name}": _read(path, KEEP) for path in folder.glob("pictures/*.svg")}
    found |= {
        f"assets/{path.name}": _read(path, ASK_AGAIN) for path in ASSETS.iterdir() if path.suffix in MEDIA
    }
    return found | {path.name: _read(path, ASK_AGAIN) for path in folder.glob("quality*.svg")}


def _read(path: Path, cache: str) -> Sent:
    return Sent(path.read_bytes(), MEDIA[path.suffix], cache)


def _answer(request: Request[Any, Any, Any], sent: Sent) -> Response[bytes]:
    headers = {"Cache-Control": sent.cache, "ETag": sent.tag, "Vary": "Accept-Language", **_protection(sent)}
    if request.headers.get("if-none-match") == sent.tag:
        return Response(b"", status_code=304, headers=headers)
    return Response(sent.body, media_type=sent.media_type, headers=headers)


def _protection(sent: Sent) -> dict[str, str]:
    policy = PICTURE_POLICY if sent.media_type == MEDIA[".svg"] else _page_policy()
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


# A picture opened by its own address may style itself and nothing else.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def _page_policy() -> str:
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    return (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data: https:; "
        f"style-src 'self' 'sha256-{digest}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
