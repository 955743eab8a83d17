"""All routes of the interface, in the order in which a shop meets them."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from service.api.catalogue import delete_item, put_items, put_origins
from service.api.customers import get_export, put_consent
from service.api.events import post_events
from service.api.health import live, metrics, ready
from service.api.pages import homepage, related

ROUTES: tuple[ControllerRouterHandler, ...] = (
    post_events,
    homepage,
    related,
    put_items,
    delete_item,
    put_origins,
    get_export,
    put_consent,
    live,
    ready,
    metrics,
)
