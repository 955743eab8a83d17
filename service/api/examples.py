"""One small world, told in the examples of the OpenAPI document."""

from __future__ import annotations

from typing import Any

DELIVERY: dict[str, Any] = {
    "earliest": "2026-11-23T23:00:00Z",
    "most_likely": "2026-11-24T22:59:59.999999Z",
    "latest": "2026-11-24T22:59:59.999999Z",
    "confidence": 0.9,
    "order_before": "2026-11-23T13:00:00Z",
    "learned": True,
    "text": "Bis Dienstag bei Ihnen",
}

TEA: dict[str, Any] = {
    "item_id": "tea-7",
    "position": 1,
    "score": 0.93,
    "title": "Darjeeling, 100 g",
    "price": 7.9,
    "currency": "EUR",
    "category": "kitchen/tea",
    "image_url": None,
    "url": None,
    "reason": {"kind": "viewed", "item_ids": ["tea-3"], "text": "Weil Sie „Assam, 100 g“ angesehen haben"},
    "delivery": DELIVERY,
}

ANSWER: dict[str, Any] = {
    "answer_id": "delivery_promise.WyJkZWxpdmVyeV9wcm9taXNlIl0.3q2-7w",
    "answer": "delivery_promise",
    "text": "Diesen Artikel können wir Ihnen bis Dienstag liefern.",
    "item_id": "tea-7",
    "order_id": None,
    "data": {"delivery": DELIVERY, "priority": 50},
}

ANSWERS: dict[str, Any] = {
    "customer_id": "c-1042",
    "generated_at": "2026-11-22T08:30:00Z",
    "answers": [ANSWER],
    "told": [],
}

PAGE: dict[str, Any] = {
    "recommendation_id": "0d7b9c1e5a",
    "customer_id": "c-1042",
    "generated_at": "2026-11-22T08:30:00Z",
    "model_version": "20261122T020000-5f1c",
    "experiments": [],
    "personalised": True,
    "fallback": None,
    "shelves": [{"shelf": "for_you", "title": "Für Sie ausgewählt", "items": [TEA]}],
    "answers": [ANSWER],
}

RELATED: dict[str, Any] = {"item_id": "tea-3", "kind": "similar", "items": [TEA]}

EVENT: dict[str, Any] = {
    "event": "view_item",
    "event_id": "7f9c",
    "occurred_at": "2026-11-22T08:30:00+01:00",
    "anonymous_id": "device-1",
    "item_id": "tea-7",
}

RECEIVED: dict[str, Any] = {
    "accepted": 1,
    "duplicate": 0,
    "rejected": 0,
    "withheld": 0,
    "results": [{"event_id": "7f9c", "status": "accepted"}],
}

ITEM: dict[str, Any] = {
    "item_id": "tea-7",
    "title": {"de": "Darjeeling, 100 g", "en": "Darjeeling, 100 g"},
    "category": "kitchen/tea",
    "brand": "Teekontor",
    "price": 7.9,
    "currency": "EUR",
    "available": True,
    "stock": 120,
}

ORIGIN: dict[str, Any] = {"origin": "leipzig", "country": "DE", "postcode": "04103", "cut_off": "14:00"}

CONSENT: dict[str, Any] = {"purposes": {"personalisation": "denied"}}

HOLDS: dict[str, Any] = {"personalisation": "denied", "analytics": "granted", "marketing": "granted"}

EXPORT: dict[str, Any] = {
    "customer_id": "c-1042",
    "anonymous_id": None,
    "consent": HOLDS,
    "events": [EVENT | {"customer_id": "c-1042"}],
}
EXPORT_OF_VISITOR: dict[str, Any] = {
    "customer_id": None,
    "anonymous_id": "device-1",
    "consent": HOLDS,
    "events": [EVENT],
}

RECEIPT: dict[str, Any] = {
    "erased_at": "2026-11-22T08:30:00Z",
    "events": {"purchase": 2, "view_item": 31},
    "models": ["20261122T020000-5f1c0a9b2e"],
    "models_gone_by": "2026-11-29T08:30:00Z",
    "next": "Run `zuvor train` within 24 hours: the model it makes knows nothing of this person; "
    "a training that is already under way may still.",
}

HEALTH: dict[str, Any] = {
    "status": "ready",
    "store": "ok",
    "model": "20261122T020000-5f1c",
    "refused": {},
    "experiments": {},
    "webhook": "ok",
}

EXPERIMENT: dict[str, Any] = {
    "variants": [
        {"name": "default", "weight": 0.5, "page": "default"},
        {"name": "personalised", "weight": 0.5},
    ],
    "start": "2026-12-01T00:00:00+01:00",
    "planned_size": 40_000,
    "metric": "conversion",
    "smallest_effect": 0.1,
    "guardrails": ["returns"],
    "secondary": ["revenue", "clicks_per_page"],
}

PUT_EXPERIMENT: dict[str, Any] = {
    "name": "homepage",
    "version": 1,
    "changed": True,
    "expected": {
        "span_units": 1441,
        "units_per_day": 24.0,
        "units": 1775,
        "days": 42.0,
        "base": 0.6058,
        "power": 0.36,
        "needed": 5442,
        "days_needed": 196.0,
        "unreported": [],
        "computed_at": "2026-11-22T02:00:00Z",
        "age_seconds": 25200,
    },
}
VERSIONS: dict[str, Any] = {
    "name": "homepage",
    "state": "planned",
    "version": 1,
    "definition": {"name": "homepage", **EXPERIMENT},
    "versions": [
        {
            "version": 1,
            "changed_at": "2026-11-22T09:00:00Z",
            "changed_by": "8d969eef6ecad3c2",
            "definition": {"name": "homepage", **EXPERIMENT},
        }
    ],
}

RESULTS: dict[str, Any] = {
    "name": "homepage",
    "phase": 1,
    "version": 1,
    "unit": "visitor",
    "metric": "conversion",
    "state": "better",
    "verdict": [
        "„personalised“ ist besser als „default“. Konversion: +12,0\u00a0% (95‑%‑Intervall +4,1\u00a0% bis "
        "+20,5\u00a0%). Das war nach 21 Tagen sicher genug."
    ],
    "computed_at": "2026-11-22T03:00:00Z",
    "age_seconds": 19800,
    "data_until": "2026-11-22T00:00:00Z",
    "start": "2026-11-01T00:00:00Z",
    "planned": 60000,
    "days_to_go": None,
    "decided_day": 21,
    "variants": [
        {"name": "default", "units": 29950, "expected": 0.5},
        {"name": "personalised", "units": 30050, "expected": 0.5},
    ],
    "effects": [
        {
            "variant": "personalised",
            "metric": "conversion",
            "role": "primary",
            "control": 0.05,
            "treated": 0.056,
            "difference": 0.006,
            "low": 0.002,
            "high": 0.01,
            "relative": 0.12,
            "relative_low": 0.041,
            "relative_high": 0.205,
            "p": None,
            "p_adjusted": None,
            "narrowed": 0.08,
            "capped": None,
        }
    ],
    "path": [
        {
            "day": 21,
            "variant": "personalised",
            "units": 60000,
            "control": 0.05,
            "effect": 0.006,
            "low": 0.0005,
            "high": 0.0115,
            "lower": -0.0037,
            "upper": 0.0037,
            "information": 1.0,
        }
    ],
    "checks": [{"kind": "srm", "ok": True, "metric": None, "figures": {"p": 0.68}}],
    "segments": [],
}

TOUCHPOINT: dict[str, Any] = {
    "owner": "logistics",
    "title": {"de": "Lieferung", "en": "Delivery"},
    "resolve_within": "5d",
    "asked_share": 0.1,
}

GESTURE: dict[str, Any] = {
    "triggers": ["delivery"],
    "text": {"de": "5 € für Ihre nächste Bestellung", "en": "5 € for your next order"},
    "channel": "web",
    "cost": 5.0,
    "cool_down": "90d",
    "eligible": {"countries": ["AT", "DE"], "least_gap": 2.0},
}

REMINDER: dict[str, Any] = {"answer": "cart", "rested": "6h", "cool_down": "7d", "priority": 10}

CONTACT: dict[str, Any] = {
    "caps": [{"channel": "any", "most": 2, "within": "7d"}],
    "quiet_from": "20:00",
    "quiet_until": "08:00",
}


def put(name: str) -> dict[str, Any]:
    """The answer to a first definition."""
    return {"name": name, "version": 1, "changed": True}


def in_force(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    """A definition of which there is one version; a rule's name stands beside it."""
    whole = definition if definition is CONTACT else {"name": name, **definition}
    version = {"version": 1, "changed_at": "2026-11-22T09:00:00Z", "changed_by": "8d969eef6ecad3c2"}
    return {"name": name, "version": 1, "definition": whole, "versions": [version | {"definition": whole}]}


WAITING: dict[str, Any] = {
    "waiting": [
        {
            "intervention_id": "9f0c2b7a51d3",
            "customer_id": "c-1042",
            "gesture": "voucher",
            "channel": "email",
            "cost": 5.0,
            "currency": "EUR",
            "touchpoint": "delivery",
            "trigger": "delivery",
            "subject": "o-77",
            "decided_at": "2026-11-22T09:00:00Z",
            "text": "5 € für Sie, es tut uns leid.",
            "why": "Die Lieferung kam später als zugesagt (o-77). Aus Kulanz gewählt: voucher (5,00\u00a0€). "
            "Es wartet auf eine Freigabe.",
        }
    ],
    "more": False,
}

TOUCHPOINTS: dict[str, Any] = {
    "as_of": "2026-11-22T00:00:00Z",
    "computed_at": "2026-11-22T03:00:00Z",
    "age_seconds": 19800,
    "months": ["2026-10", "2026-11"],
    "by": "all",
    "touchpoints": [
        {
            "touchpoint": "delivery",
            "owner": "logistics",
            "segment": "all",
            "n": 1840,
            "few": False,
            "met": 0.91,
            "interval": [0.896, 0.922],
            "gestures": 0.62,
            "kinds": [
                {
                    "kind": "delivery",
                    "unit": "days",
                    "n": 1840,
                    "met": 0.91,
                    "mean": -0.8,
                    "interval": [-0.9, -0.7],
                }
            ],
            "scores": [{"metric": "stars", "n": 412, "value": 4.2, "interval": [4.1, 4.3]}],
            "months": [
                {"month": "2026-10", "n": 1020, "met": 0.94},
                {"month": "2026-11", "n": 820, "met": 0.87},
            ],
            "trend": None,
            "since_last_month": {"value": -0.07, "interval": [-0.098, -0.042], "certain": True},
        }
    ],
    "unequal": [],
    "curves": [
        {
            "touchpoint": "delivery",
            "kind": "delivery",
            "unit": "days",
            "metric": "stars",
            "points": [
                {"gap": -2.0, "n": 210, "mean": 4.5, "low": 4.4, "high": 4.6},
                {"gap": 1.0, "n": 38, "mean": 2.4, "low": 2.1, "high": 2.7},
            ],
            "cliff": {
                "gap": 1.0,
                "low": 1.0,
                "high": 1.0,
                "before": 4.4,
                "after": 2.4,
                "n_before": 374,
                "n_after": 38,
                "chance": 0.0025,
            },
            "met": {"gap": 0.0, "n": 374, "mean": 4.4, "low": 4.3, "high": 4.5},
            "unmet": {"gap": 1.0, "n": 38, "mean": 2.4, "low": 2.1, "high": 2.7},
        }
    ],
    "words": {"delivery": [{"word": "late", "good": 2, "bad": 31, "log_odds": -2.9, "z": -5.1}]},
    "moves": [{"before": "satisfied", "now": "at_risk", "customers": 12}],
    "aside": {"score_out_of_range": 0, "burst": 14, "clocks_disagree": 1},
    "unknown": {"kiosk": 3},
}


ESTIMATE = {"effect": 0.06, "low": 0.02, "high": 0.1, "triggers": 2400, "effective": 2400.0}

INTERVENTIONS: dict[str, Any] = {
    "as_of": "2026-11-22T03:00:00Z",
    "computed_at": "2026-11-22T03:00:04Z",
    "age_seconds": 19_800,
    "decided": 2400,
    "held": 236,
    "currency": "EUR",
    "cost": 3120.0,
    "daily_budget": 50.0,
    "holdout": 0.1,
    "days": [{"day": "2026-11-21", "gesture": "voucher", "decided": 9, "held": 0, "cost": 45.0}],
    "gestures": [
        {
            "gesture": "voucher",
            "decided": 620,
            "cost": 3100.0,
            "accepted": 311,
            "declined": 42,
            "old": 480,
            "repeats": 220,
            "complaints": 12,
            "rated": 96,
            "stars": 3.9,
            "states": 480,
            "better": 130,
            "effect": ESTIMATE,
            "per_kept": [50.0, 250.0],
        }
    ],
    "effects": {"repeat_30d": ESTIMATE, "repeat_90d": None, "complaint": None},
    "per_kept": [13.0, 65.0],
    "refused": {"budget": 41, "cools_down": 12},
    "unknown": 1,
    "learned_from": 2164,
    "changes": [],
}

DECISIONS: dict[str, Any] = {
    "customer_id": "c-1042",
    "decisions": [
        {
            "intervention_id": "9f0c2b7a51d3",
            "decided_at": "2026-11-22T09:00:00Z",
            "touchpoint": "delivery",
            "trigger": "delivery",
            "subject": "o-77",
            "gesture": "voucher",
            "channel": "email",
            "purpose": "goodwill",
            "cost": 5.0,
            "currency": "EUR",
            "text": "5 € für Ihre nächste Bestellung",
            "state": "sent",
            "changed_at": "2026-11-22T09:00:02Z",
            "why": "Die Lieferung kam später als zugesagt (o-77). Aus Kulanz gewählt: voucher (5,00\u00a0€). "
            "Es kam an.",
            "not_possible": {"call": "Das Budget des Tages gab es nicht her."},
            "outcome": {
                "reply": "accepted",
                "replied_at": "2026-11-23T17:20:00Z",
                "order_days": 9.4,
                "complaint_days": None,
                "stars": 4.0,
            },
        }
    ],
}
