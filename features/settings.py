"""The one table of settings, read from `ZUVOR_…` variables; a flag of the same name wins."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Literal

from features.clock import is_time_zone, parse_duration
from features.errors import BadInput

LINKS = ("order", "return", "review", "cart")


@dataclass(frozen=True)
class Setting:
    """One row of the table; `name` is the variable without `ZUVOR_`, in lower case."""

    name: str
    default: str
    meaning: str

    @property
    def variable(self) -> str:
        return f"ZUVOR_{self.name.upper()}"


TABLE = (
    Setting("store", "sqlite:///var/zuvor.db", "where events and the catalogue are kept"),
    Setting("artifacts", "var/artifacts", "folder of the published models"),
    Setting("locale", "de", "language of texts where a request names none we have: `de` or `en`"),
    Setting("address", "formal", "`formal` (Sie) or `informal` (Du): how German texts address customers"),
    Setting(
        "texts",
        "",
        "folder of the shop's own `.po` files, e.g. `de.po`; a text in there replaces the one of its key",
    ),
    Setting("timezone", "Europe/Berlin", "time zone of customers of whom none is known"),
    Setting("currency", "EUR", "the shop's currency: of prices that name none, of what gestures cost"),
    Setting("consent_default", "granted", "`granted` or `denied`: what holds where a person hasn't decided"),
    Setting("workers", "", "processes that serve; empty: one per core"),
    Setting("cart_days", "30d", "how long a cart is kept when nothing is bought"),
    Setting(
        "diversity",
        "0.5",
        "0 to 1: a category beyond 1 minus this share of a shelf needs a visitor's interest as large; "
        "0: shelves stay as ranked",
    ),
    Setting(
        "personalisation_holdout",
        "0",
        "0 to 0.5: the share of visitors that is never personalised, to see what personalising brings",
    ),
    Setting("answers_per_page", "3", "how many answers a page or a request for answers gets at most"),
    Setting("return_days", "14d", "how long after its delivery an order may be sent back"),
    Setting(
        "links",
        "",
        "the shop's own pages for actions, e.g. `order=/orders/{order_id} return=/returns/{order_id} "
        "review=/review/{order_id} cart=/cart`",
    ),
    Setting("promise_level", "0.9", "how often the latest day of a delivery promise must hold"),
    Setting(
        "promise_min_support",
        "100",
        "deliveries to a country in a year below which it is the calendar and an item's `lead_time_days` "
        "that promise, or nobody",
    ),
    Setting("page_deadline", "80ms", "after so long a page is the default one, whatever is missing"),
    Setting("model_poll", "5s", "how often a worker looks for a newly published model"),
    Setting(
        "events_kept",
        "",
        "the age at which `zuvor retain` deletes events, logged pages and decisions; empty: none goes",
    ),
    Setting("artifacts_kept", "5d", "how long a model that no longer serves is kept for the way back"),
    Setting("key_limit", "1000", "requests a second that one worker takes of a key; 429 beyond"),
    Setting(
        "address_limit",
        "100",
        "the same of an address (IPv6: of a /64 network) without a key, or with a publish key",
    ),
    Setting("proxies", "", "addresses of reverse proxies whose `X-Forwarded-For` is believed, with commas"),
    Setting("webhook_url", "", "the shop's https address that is told what to do for whom; empty: nobody"),
    Setting(
        "webhook_secrets",
        "",
        "`whsec_…`, with which these messages are signed; while one replaces another both, with a comma",
    ),
    Setting(
        "webhook_private",
        "refused",
        "`refused` or `allowed`: may messages go to http and to private addresses, such as the shop's own",
    ),
    Setting("demo", "", "folder of the simulated shop; set by `zuvor demo`, switches `/shop` on"),
    Setting("bench_data", "", "folder of public data sets for the benchmarks"),
)


@dataclass(frozen=True)
class Settings:
    """Parsed settings; durations in microseconds."""

    store: str
    artifacts: str
    locale: Literal["de", "en"]
    address: Literal["formal", "informal"]
    texts: str
    timezone: str
    currency: str
    consent_granted: bool
    workers: int
    cart_kept: int
    diversity: float
    personalisation_holdout: float
    answers_per_page: int
    return_days: int
    links: dict[str, str]
    promise_level: float
    promise_min_support: int
    page_deadline: int
    model_poll: int
    events_kept: int | None
    artifacts_kept: int
    key_limit: int
    address_limit: int
    proxies: tuple[str, ...]
    webhook_url: str
    webhook_secrets: str = field(repr=False)
    webhook_private: bool
    demo: str
    bench_data: str


def read(
    overrides: Mapping[str, str | None] | None = None, environ: Mapping[str, str] = os.environ
) -> Settings:
    """Settings from flags (`overrides`, by name) over variables over defaults. Raises BadInput."""
    raw = {s.name: (overrides or {}).get(s.name) or environ.get(s.variable) or s.default for s in TABLE}
    return Settings(
        store=raw["store"],
        artifacts=raw["artifacts"],
        locale=_one_of("locale", raw["locale"], ("de", "en")),  # type: ignore[arg-type]
        address=_one_of("address", raw["address"], ("formal", "informal")),  # type: ignore[arg-type]
        texts=raw["texts"],
        timezone=_time_zone(raw["timezone"]),
        currency=raw["currency"],
        consent_granted=_one_of("consent_default", raw["consent_default"], ("granted", "denied"))
        == "granted",
        workers=_count("workers", raw["workers"] or str(os.cpu_count() or 1), most=256),
        cart_kept=_duration("cart_days", raw["cart_days"]),
        diversity=_share("diversity", raw["diversity"]),
        personalisation_holdout=_share("personalisation_holdout", raw["personalisation_holdout"], most=0.5),
        answers_per_page=_count("answers_per_page", raw["answers_per_page"], most=20),
        return_days=_duration("return_days", raw["return_days"]),
        links=_links(raw["links"]),
        promise_level=_share("promise_level", raw["promise_level"], least=0.5, most=0.99),
        promise_min_support=_count("promise_min_support", raw["promise_min_support"], most=1_000_000),
        page_deadline=_duration("page_deadline", raw["page_deadline"]),
        model_poll=_duration("model_poll", raw["model_poll"]),
        events_kept=_duration("events_kept", raw["events_kept"]) if raw["events_kept"] else None,
        artifacts_kept=_duration("artifacts_kept", raw["artifacts_kept"]),
        key_limit=_count("key_limit", raw["key_limit"]),
        address_limit=_count("address_limit", raw["address_limit"]),
        proxies=_addresses(raw["proxies"]),
        webhook_url=raw["webhook_url"],
        webhook_secrets=raw["webhook_secrets"],
        webhook_private=_one_of("webhook_private", raw["webhook_private"], ("refused", "allowed"))
        == "allowed",
        demo=raw["demo"],
        bench_data=raw["bench_data"],
    )


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadInput(f"ZUVOR_{name.upper()} is {value!r}; set it to {' or '.join(allowed)}")
    return value


def _count(name: str, value: str, most: int = 10_000) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= most:
        raise BadInput(f"ZUVOR_{name.upper()} is {value!r}; set it to a number from 1 to {most}")
    return int(value)


def _share(name: str, value: str, least: float = 0, most: float = 1) -> float:
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not least <= share <= most:
        raise BadInput(f"ZUVOR_{name.upper()} is {value!r}; set it to a number from {least} to {most}")
    return share


def _duration(name: str, value: str) -> int:
    variable = f"ZUVOR_{name.upper()}"
    try:
        return parse_duration(value)
    except BadInput as error:
        raise BadInput(f"{variable}: {error}") from None


def _time_zone(value: str) -> str:
    if not is_time_zone(value):
        raise BadInput(f"ZUVOR_TIMEZONE is {value!r}; set it to an IANA name, e.g. Europe/Berlin")
    return value


def _links(value: str) -> dict[str, str]:
    """`order=https://shop.example/orders/{order_id} cart=/cart`: what an action is for → where it leads."""
    found = dict(part.partition("=")[::2] for part in value.split())
    for name, url in found.items():
        if name not in LINKS or not url or not set(re.findall(r"{(.*?)}", url)) <= {"order_id"}:
            raise BadInput(
                f"ZUVOR_LINKS: {name}={url} is no link; write e.g. order=/orders/{{order_id}}, "
                f"there are {', '.join(LINKS)}"
            )
    return found


def _addresses(value: str) -> tuple[str, ...]:
    """Addresses and networks, e.g. `10.0.0.7, 192.168.0.0/16`."""
    found = tuple(part.strip() for part in value.split(",") if part.strip())
    try:
        for part in found:
            ip_network(part)
    except ValueError as error:
        raise BadInput(f"ZUVOR_PROXIES: {error}; name addresses or networks, e.g. 10.0.0.0/8") from None
    return found
