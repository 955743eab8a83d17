"""A browser's request → the language of the page it gets."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection

from service.texts import text


def language_of(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """What the address names, else what the browser prefers, else the default."""
    return text.language(request.query_params.get("locale") or _preferred(request))


def _preferred(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The first language the browser asks for that there are texts in; `""` means the default."""
    wanted = request.headers.get("accept-language", "").split(",")
    languages = (one.split(";")[0].strip().partition("-")[0].lower() for one in wanted)
    return next((language for language in languages if language in text.languages), "")
