"""The OpenAPI document at /schema/openapi.json, and the same as one plain page that needs no network."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator
from html import escape
from typing import Any

import msgspec
from litestar import Request, Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin

from service.api.describe import complete
from service.api.doors import OPEN, SCHEME, SCHEMES
from service.html import stylesheet

Document = dict[str, Any]

TITLE = "zuvor"
ABOUT = "Personalisation for web shops: tell it what happened, ask it for the homepage."


class Once(OpenAPIRenderPlugin):
    """Written once: anybody may ask, and writing takes the event loop 40 ms."""

    _written: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: Document) -> bytes:
        if self._written is None:
            self._written = self.written(openapi_schema)
        return self._written

    @abstractmethod
    def written(self, document: Document) -> bytes:
        """The document in this form."""


class AsJson(Once):
    """For programs."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json", media_type="application/json")  # type: ignore[arg-type]

    def written(self, document: Document) -> bytes:
        return complete(document)


class AsPage(Once):
    """For people."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def written(self, document: Document) -> bytes:
        return page(msgspec.json.decode(complete(document))).encode()


def config(version: str) -> OpenAPIConfig:
    """What the framework needs to know."""
    return OpenAPIConfig(
        title=TITLE,
        version=version,
        description=ABOUT,
        render_plugins=[AsPage(), AsJson()],
        use_handler_docstrings=False,
        components=SCHEMES,
        openapi_router=Router("/schema", route_handlers=[], include_in_schema=False, opt=OPEN),
    )


def page(document: Document) -> str:
    """All routes, then all schemas."""
    routes = "".join(_routes(document))
    schemas = "".join(_schemas(document["components"]["schemas"]))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{TITLE}: HTTP interface</title>'
        f'<meta name="viewport" content="width=device-width"><style>{stylesheet()}'
        "pre{overflow:auto} section{margin-block:2rem}</style>"
        f'<main class="wide"><h1>{TITLE}: HTTP interface</h1><p>{ABOUT} '
        'For programs: <a href="/schema/openapi.json">OpenAPI 3.1</a>.</p>'
        f"{routes}<h2>Schemas</h2>{schemas}</main></html>"
    )


def _routes(document: Document) -> Iterator[str]:
    for path, methods in document["paths"].items():
        for method, does in methods.items():
            yield (
                f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>"
                f"<p><strong>{escape(does['summary'])}.</strong> {escape(does.get('description', ''))}</p>"
                f"{_key(does.get('security', []))}"
                f"{_parameters(does.get('parameters', []))}{_body(does.get('requestBody'))}"
                f"{''.join(_answers(does['responses']))}</section>"
            )


def _key(security: list[Document]) -> str:
    scopes = " or ".join(f"<code>{scope}</code>" for one in security for scope in one[SCHEME])
    return f"<p>Needs a key with scope {scopes}.</p>" if scopes else "<p>Needs no key.</p>"


def _parameters(parameters: list[Document]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(p['name'])}</code><td>{p['in']}<td>{escape(p.get('description', ''))}"
        for p in parameters
    )
    return f"<table><tr><th>parameter<th>in<th>meaning{rows}</table>" if rows else ""


def _body(body: Document | None) -> str:
    return "" if body is None else f"<h3>Sent</h3>{_content(body['content'])}"


def _answers(responses: Document) -> Iterator[str]:
    for status, response in responses.items():
        yield f"<h3>{status} {escape(response['description'])}</h3>{_content(response.get('content', {}))}"


def _content(content: Document) -> str:
    return "".join(
        f"<p><code>{kind}</code> {_reference(of.get('schema', {}))}</p>{''.join(_examples(of))}"
        for kind, of in content.items()
    )


def _reference(schema: Document) -> str:
    name = schema.get("$ref", "").rpartition("/")[2]
    return f'<a href="#{name}">{name}</a>' if name else ""


def _examples(content: Document) -> Iterator[str]:
    for example in content.get("examples", {}).values():
        yield f"<pre>{escape(json.dumps(example['value'], indent=2, ensure_ascii=False))}</pre>"


def _schemas(schemas: Document) -> Iterator[str]:
    for name, schema in sorted(schemas.items()):
        text = escape(json.dumps(schema, indent=2, ensure_ascii=False))
        yield f'<details id="{name}"><summary><code>{name}</code></summary><pre>{text}</pre></details>'
