"""What the routes take and give → OpenAPI 3.1, exact also for bodies that the routes open themselves."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Example, OpenAPIMediaType, Operation, Reference, RequestBody
from msgspec import Meta, Raw, Struct

from features.catalogue import Item, Origin
from features.events import AnyEvent, Purposes
from features.experiments.definition import Experiment
from features.interventions.definition import RULES, Gesture
from features.interventions.reminder import Reminder
from features.touchpoints.definition import Touchpoint
from service.api.body import MOST
from service.api.problem import MEDIA_TYPE, Problem

DOORS = (401, 403, 429)  # what every route with a key may answer
DEFINED = (Experiment, Touchpoint, Gesture, Reminder)
REF = "#/components/schemas/{name}"


class Events(Struct):
    """A batch; results come back in its order."""

    events: Annotated[list[AnyEvent], Meta(max_length=MOST)]


class Items(Struct):
    """Products to add or replace: all of them or none."""

    items: Annotated[list[Item], Meta(max_length=MOST)]


class Origins(Struct):
    """Warehouses and sellers to add or replace: all of them or none."""

    origins: Annotated[list[Origin], Meta(max_length=MOST)]


class ConsentChange(Struct):
    """A decision; purposes not named stay as they are."""

    purposes: Purposes


class Word(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody's word on a gesture: true lets it go out, false ends it."""

    approved: bool


def asks(schema: str, example: object) -> type[Operation]:
    """An operation whose request body is the component `schema`."""
    media = OpenAPIMediaType(
        schema=Reference(ref=REF.format(name=schema)), examples={"example": literally(example)}
    )
    body = RequestBody(content={"application/json": media}, required=True)

    @dataclass
    class Asking(Operation):
        def __post_init__(self) -> None:
            self.request_body = body

    return Asking


def gives(status: int, kind: Any, description: str, example: object) -> dict[int, ResponseSpec]:
    """A success with an example."""
    return {
        status: ResponseSpec(
            kind, generate_examples=False, description=description, examples=[literally(example)]
        )
    }


def literally(example: object) -> Example:
    """The framework would leave out what is null; what is already JSON it leaves alone."""
    return Example(value=Raw(msgspec.json.encode(example)))


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The errors a route may answer."""
    return {
        status: ResponseSpec(
            Problem,
            generate_examples=False,
            description=HTTPStatus(status).phrase,
            media_type=MEDIA_TYPE,
        )
        for status in statuses
    }


def _forget_unique(schema: Any) -> None:
    """Where order doesn't matter, said twice is said once."""
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for part in parts:
        _forget_unique(part)
    if isinstance(schema, dict):
        schema.pop("uniqueItems", None)


def complete(document: dict[str, Any]) -> bytes:
    """The framework's document with the schemas of the request bodies, as JSON."""
    (event, *_), components = msgspec.json.schema_components(
        [AnyEvent, Events, Items, Origins, ConsentChange, Word, *DEFINED, *RULES.values()], ref_template=REF
    )
    components["Event"] = event
    for schema in components.values():
        _forget_unique(schema)
    for kind in DEFINED:
        components[kind.__name__]["required"].remove("name")  # the address says it
    components["Rule"] = {"anyOf": [{"$ref": REF.format(name=rule.__name__)} for rule in RULES.values()]}
    components["EventOrEvents"] = {"anyOf": [{"$ref": REF.format(name=name)} for name in ("Event", "Events")]}
    schemas = {**document.get("components", {}).get("schemas", {}), **components}
    whole = {**document, "components": {**document.get("components", {}), "schemas": schemas}}
    return msgspec.json.encode(whole)
