"""All routes of the interface, in the order in which a shop meets them."""

from __future__ import annotations

from urllib.parse import unquote

from litestar.types import ASGIApp, ControllerRouterHandler, Receive, Scope, Send

from service.api.answers import answers
from service.api.approvals import get_approvals, post_approval
from service.api.catalogue import delete_item, put_items, put_origins
from service.api.cors import preflight
from service.api.customers import (
    delete_customer,
    delete_visitor,
    get_export,
    get_visitor_export,
    put_consent,
)
from service.api.decisions import get_decisions
from service.api.defining import definition_methods
from service.api.definitions import get_experiment, put_experiment
from service.api.events import post_events
from service.api.health import live, metrics, ready
from service.api.interventions import get_interventions
from service.api.pages import homepage, related
from service.api.policies import (
    get_intervention,
    get_rule,
    get_touchpoint,
    put_intervention,
    put_rule,
    put_touchpoint,
)
from service.api.reminders import get_reminder, put_reminder
from service.api.results import get_results
from service.api.touchpoints import get_touchpoints

ROUTES: tuple[ControllerRouterHandler, ...] = (
    preflight,  # before its path gets the framework's own answer
    post_events,
    homepage,
    related,
    answers,
    put_items,
    delete_item,
    put_origins,
    definition_methods,  # before its path gets the framework's own answer
    put_experiment,
    get_experiment,
    put_touchpoint,
    get_touchpoint,
    put_intervention,
    get_intervention,
    put_reminder,
    get_reminder,
    put_rule,
    get_rule,
    get_approvals,
    post_approval,
    get_decisions,
    get_export,
    delete_customer,
    put_consent,
    get_visitor_export,
    delete_visitor,
    get_results,
    get_interventions,
    get_touchpoints,
    live,
    ready,
    metrics,
)


def as_sent(app: ASGIApp) -> ASGIApp:
    """Around the router: `%2F` in an id parts nothing."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        raw = scope.get("raw_path")
        if raw:
            scope["path"] = raw.partition(b"?")[0].decode("utf-8", "replace")
        await app(scope, receive, send)

    return route


def decoded(app: ASGIApp) -> ASGIApp:
    """Around each route: its parameters as they were meant."""

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        scope["path_params"] = {name: unquote(value) for name, value in scope["path_params"].items()}
        await app(scope, receive, send)

    return handle
