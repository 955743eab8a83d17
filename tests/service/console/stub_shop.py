"""A small world for the demo shop: a folder as the simulator writes it, and a /v1 in the real forms.

The ranking is one sentence: what was looked at, searched or saved decides the category of the first shelf."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, Request, Response, get, post, put
from litestar.params import FromPath, JSONBody

from service.console.shop import shop_router
from tests.running import until

CATEGORIES = {
    "kitchen/tea": {"de": "Tee", "en": "Tea"},
    "kitchen/coffee": {"de": "Kaffee", "en": "Coffee"},
    "garden": {"de": "Garten", "en": "Garden"},
    "desk": {"de": "Schreibtisch", "en": "Desk"},
}
THINGS = {
    "kitchen/tea": [
        ("Teekanne Ton", "Clay teapot"),
        ("Teesieb", "Tea strainer"),
        ("Teedose", "Tea caddy"),
        ("Teeglas", "Tea glass"),
        ("Stövchen aus Gusseisen mit Untersetzer", "Cast-iron tea warmer with a coaster"),
        ("Sencha", "Sencha tea"),
    ],
    "kitchen/coffee": [
        ("Handmühle", "Hand grinder"),
        ("Kaffeefilter", "Coffee filter"),
        ("Espressotasse", "Espresso cup"),
        ("Milchkännchen", "Milk jug"),
        ("Kaffeedose", "Coffee tin"),
        ("Wasserkessel", "Kettle"),
    ],
    "garden": [
        ("Gießkanne", "Watering can"),
        ("Gartenschere", "Secateurs"),
        ("Blumenzwiebeln", "Flower bulbs"),
        ("Pflanzkelle", "Trowel"),
        ("Rankhilfe", "Trellis"),
        ("Saatgut", "Seeds"),
    ],
    "desk": [
        ("Füllfederhalter", "Fountain pen"),
        ("Notizbuch", "Notebook"),
        ("Schreibtischlampe", "Desk lamp"),
        ("Stiftebecher", "Pen pot"),
        ("Brieföffner", "Letter opener"),
        ("Tintenglas", "Ink bottle"),
    ],
}
PERSONAS = [
    {
        "customer_id": "anna",
        "name": "Anna",
        "sentence": {"de": "Trinkt Tee und sucht gern lange.", "en": "Drinks tea and likes a long search."},
        "taste": "kitchen/tea",
    },
    {
        "customer_id": "ben",
        "name": "Ben",
        "sentence": {"de": "Hat einen Garten und wenig Zeit.", "en": "Has a garden and little time."},
        "taste": "garden",
    },
]
COLOURS = {"kitchen/tea": "#9db8a0", "kitchen/coffee": "#c6a88b", "garden": "#a9c18a", "desk": "#9fb0c6"}
MOMENT = "2026-03-02T09:00:00Z"
TELLING = ("view_item", "add_to_wishlist", "search")


def products() -> list[dict[str, Any]]:
    return [
        {
            "item_id": f"{category.split('/')[-1]}-{place}",
            "title": {"de": german, "en": english},
            "category": category,
            "price": 4.9 + 7.5 * place,
            "currency": "EUR",
            "image_url": f"/shop/pictures/{category.split('/')[-1]}-{place}.svg",
            "available": True,
        }
        for category, names in THINGS.items()
        for place, (german, english) in enumerate(names)
    ]


def write_folder(folder: Path) -> Path:
    """`folder` as the simulator leaves it: shop.json and one picture per product."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True)
    shop = {"products": products(), "personas": PERSONAS, "categories": CATEGORIES}
    (folder / "shop.json").write_bytes(msgspec.json.encode(shop))
    for product in products():
        (pictures / f"{product['item_id']}.svg").write_text(drawn(COLOURS[product["category"]]))
    return folder


def drawn(ground: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="{ground}" d="M0 0h8v8H0z"/>'
        '<circle cx="4" cy="4.2" r="1.8" fill="#fff" opacity=".7"/></svg>'
    )


@dataclass
class World:
    """What the stub has been told, and how it should misbehave."""

    events: list[dict[str, Any]] = field(default_factory=list)
    consent: dict[str, str] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    delivery: dict[str, Any] | None = None
    asked: int = 0  # how many pages
    owner: dict[str, str] = field(default_factory=dict)
    fallback: str | None = None
    down: bool = False

    def of(self, person: str) -> list[dict[str, Any]]:
        return [e for e in self.events if person in (e.get("customer_id"), self._whose(e))]

    def _whose(self, event: dict[str, Any]) -> str:
        device = str(event["anonymous_id"])
        return self.owner.get(device, device)

    def untold(self) -> list[dict[str, Any]]:
        """What no event says was shown."""
        told = {event.get("answer_id") for event in self.events if event["event"] == "answer_shown"}
        return [answer for answer in self.answers if answer["answer_id"] not in told]

    def kinds(self) -> list[str]:
        return [event["event"] for event in self.events]


def tastes(world: World, person: str) -> list[tuple[str, dict[str, Any]]]:
    """(category, the event that told), the latest first."""
    by_id = {product["item_id"]: product["category"] for product in products()}
    told = [event for event in reversed(world.of(person)) if event["event"] in TELLING]
    found = [(event.get("category") or by_id.get(event.get("item_id", "")), event) for event in told]
    known = [(str(category), event) for category, event in found if category]
    return known + [(p["taste"], {"event": "history"}) for p in PERSONAS if p["customer_id"] == person]  # type: ignore[misc]


def shelves(world: World, person: str, language: str, personal: bool) -> list[dict[str, Any]]:
    away = {e.get("item_id") for e in world.of(person) if e["event"] in ("add_to_cart", "not_interested")}
    left = [product for product in products() if product["item_id"] not in away]
    taste, event = (tastes(world, person) or [("", {})])[0]
    first = [product for product in left if personal and product["category"] == taste]
    rest = [product for product in left if product not in first][:14]
    why = (
        "Weil Sie danach gesucht haben" if event.get("event") == "search" else "Passt zu dem, was Sie ansehen"
    )
    rows = [
        ("for_you", "Für Sie ausgewählt", first, why),
        ("popular", "Gerade beliebt", rest, "Diese Woche beliebt"),
    ]
    if language == "en":
        why = (
            "Because you searched for it" if event.get("event") == "search" else "Goes with what you look at"
        )
        rows = [
            ("for_you", "Chosen for you", first, why),
            ("popular", "Popular now", rest, "Popular this week"),
        ]
    return numbered([row for row in rows if row[2]], language)


def numbered(rows: list[tuple[str, str, list[dict[str, Any]], str]], language: str) -> list[dict[str, Any]]:
    answer, position = [], 0
    for name, title, chosen, why in rows:
        items = []
        for product in chosen:
            position += 1
            items.append({**item(product, language, why), "position": position, "score": 1 / position})
        answer.append({"shelf": name, "title": title, "items": items})
    return answer


def item(product: dict[str, Any], language: str, why: str) -> dict[str, Any]:
    shown = {key: product[key] for key in ("item_id", "price", "currency", "image_url", "category")}
    reason = {"kind": "category", "item_ids": [], "text": why}
    return {**shown, "title": product["title"][language], "reason": reason, "delivery": None}


def promised(row: dict[str, Any], world: World) -> dict[str, Any]:
    return {**row, "items": [{**one, "delivery": world.delivery} for one in row["items"]]}


def stub_app(folder: Path, world: World) -> Litestar:
    """The demo shop over a stub of the public API."""

    @get("/v1/homepage")
    async def homepage(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
        asked = request.query_params
        customer_id, locale = asked.get("customer_id"), asked["locale"]
        if world.down:
            return Response({"title": "not now"}, status_code=503)
        world.asked += 1
        person = customer_id or asked["anonymous_id"]
        denied = world.consent.get(person) == "denied"
        why = world.fallback or ("no_consent" if denied else None if tastes(world, person) else "no_history")
        return Response(
            {
                "recommendation_id": f"r{len(world.events)}-{person[-4:]}",
                "customer_id": customer_id,
                "generated_at": MOMENT,
                "model_version": "20260301-1",
                "experiments": [],
                "personalised": why is None,
                "fallback": why,
                "shelves": [promised(row, world) for row in shelves(world, person, locale, why is None)],
                "answers": world.untold(),
            }
        )

    @get("/v1/answers")
    async def answers(request: Request[Any, Any, Any]) -> dict[str, Any]:
        item_id, kind = request.query_params.get("item_id"), request.query_params.get("answer")
        told = [{**a, "shown_at": MOMENT, "channel": "web"} for a in world.answers if a not in world.untold()]
        return {
            "answers": [
                a
                for a in world.untold()
                if item_id in (None, a.get("item_id")) and kind in (None, a["answer"])
            ],
            "told": told,
        }

    @post("/v1/events", status_code=202)
    async def events(data: JSONBody[dict[str, list[dict[str, Any]]]]) -> dict[str, Any]:
        for event in data["events"]:
            take(world, event)
        results = [{"event_id": event["event_id"], "status": "accepted"} for event in data["events"]]
        return {"accepted": len(results), "duplicate": 0, "rejected": 0, "withheld": 0, "results": results}

    @put("/v1/customers/{customer_id:str}/consent")
    async def consent(
        customer_id: FromPath[str], data: JSONBody[dict[str, dict[str, str]]]
    ) -> dict[str, Any]:
        world.consent[customer_id] = data["purposes"]["personalisation"]
        return data

    @get("/v1/items/{item_id:str}/related")
    async def related(item_id: FromPath[str], request: Request[Any, Any, Any]) -> dict[str, Any]:
        kind, locale = request.query_params["kind"], request.query_params["locale"]
        near = [p for p in products() if p["item_id"].split("-")[0] == item_id.split("-")[0]]
        chosen = near if kind == "similar" else products()[::7]
        return {
            "item_id": item_id,
            "kind": kind,
            "items": [item(p, locale, "") for p in chosen if p["item_id"] != item_id],
        }

    return Litestar([shop_router(folder), homepage, answers, events, consent, related])


def take(world: World, event: dict[str, Any]) -> None:
    world.events.append(event)
    if event["event"] == "identify":
        world.owner[event["anonymous_id"]] = event["customer_id"]
    if event["event"] == "sign_out":
        world.owner.pop(event["anonymous_id"], None)
    if event["event"] == "consent_updated":
        world.consent[event["anonymous_id"]] = event["purposes"]["personalisation"]


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def served(app: Litestar, port: int) -> Iterator[str]:
    """The address of `app`, served from a thread of this process until the block ends."""
    server = Server(app, port=port, interface=Interfaces.ASGI, log_enabled=False, websockets=False)
    loop, listening = asyncio.new_event_loop(), threading.Event()
    server.on_startup(listening.set)
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve()))
    thread.start()
    try:
        assert listening.wait(20), "the stub did not start"
        until(lambda: accepts(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(server.stop)
        thread.join(20)
        loop.close()
