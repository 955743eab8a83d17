"""Figures of an analysis: asked for as JSON or as a file, and the file to be saved."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response
from litestar.params import QueryParameter

from service.api.pages import PRIVATE
from service.html.sheet import MEDIA, Form

Wanted = Annotated[Literal["json", "csv", "parquet"], QueryParameter(description="JSON, or a file.")]


def saved(name: str, form: Form, body: bytes) -> Response[bytes]:
    """A browser keeps it under the name."""
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(body, media_type=MEDIA[form], headers=headers)
