"""Metrics and log lines of one worker; neither ever holds who somebody is, a query or a body."""

from __future__ import annotations

import logging
import os
import sys
from collections import Counter as Tally
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from traceback import extract_tb
from types import TracebackType
from typing import Any, TextIO, cast

import structlog
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from structlog.typing import FilteringBoundLogger

from service import environment

METRICS_TYPE = "text/plain; version=0.0.4"

disable_created_metrics()  # type: ignore[no-untyped-call]

PAGES = Counter(
    "zuvor_pages", "Pages answered, by why they are not personal; `none`: they are.", ["fallback"]
)
PAGE_SECONDS = Histogram(
    "zuvor_page_seconds",
    "Seconds from the request for a page to its answer.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 1, 5),
)
EVENTS = Counter("zuvor_events", "Events received, by kind and what became of them.", ["kind", "status"])
REQUESTS = Counter(
    "zuvor_requests", "Answers given, by route, method and status.", ["route", "method", "status"]
)
SHELVES_LEFT_OUT = Counter("zuvor_shelves_left_out", "Shelves that failed and were left out.", ["shelf"])
ANSWERS_LEFT_OUT = Counter(
    "zuvor_answers_left_out", "Kinds of answers that failed and were left out.", ["answer"]
)
READS_GIVEN_UP = Counter(
    "zuvor_reads_given_up", "Reads of the store that a page no longer waited for, its deadline being spent."
)
REFUSED = Counter(
    "zuvor_refused",
    "Requests answered 503 because a worker had too much to do, by what was asked.",
    ["asked"],
)
MODEL_AGE = Gauge(
    "zuvor_model_age_seconds", "Age of the model being served; NaN: none.", multiprocess_mode="mostrecent"
)
MODELS_REFUSED = Gauge(
    "zuvor_models_refused",
    "Versions that should serve and are refused; readiness and log say why.",
    multiprocess_mode="mostrecent",
)
PROMISES_DUE = Gauge(
    "zuvor_promises_due",
    "Learned delivery promises whose day has passed in the last 28 days; one for every parcel.",
    multiprocess_mode="mostrecent",
)
PROMISES_KEPT = Gauge(
    "zuvor_promises_kept",
    "Share of these that held: should be ZUVOR_PROMISE_LEVEL; NaN: few deliveries.",
    multiprocess_mode="mostrecent",
)
PROMISES_LATE = Gauge(
    "zuvor_promises_late",
    "Share of these whose parcel was not there on the promised day; NaN: few deliveries.",
    multiprocess_mode="mostrecent",
)
PROMISED_DAYS = Gauge(
    "zuvor_promised_days",
    "Days from the order to the end of the promised day, mean of these; NaN: few deliveries.",
    multiprocess_mode="mostrecent",
)
PROMISES_WIDENED = Gauge(
    "zuvor_promises_widened",
    "By what promises given now are stretched because of these; 1: not at all, below: shortened.",
    multiprocess_mode="mostrecent",
)
RANKING_LOGGED = Counter("zuvor_ranking_log", "Pages of experiments written to the ranking log.")
RANKING_LOG_LOST = Counter(
    "zuvor_ranking_log_lost", "Pages of experiments that the ranking log lost as the store was down too long."
)
GESTURES = Counter(
    "zuvor_gestures",
    "Decisions on gestures, by purpose and the state they begin in.",
    ["purpose", "state"],
)
GESTURE_ROUNDS_FAILED = Counter(
    "zuvor_gesture_rounds_failed",
    "Rounds of deciding on gestures and of sending that failed; the log says why.",
    ["work"],
)
GESTURES_LEFT_OUT = Counter(
    "zuvor_gestures_left_out",
    "Customers on whom nothing could be decided in a round as something failed; the log says where.",
)
OUTCOMES_UNKNOWN = Counter(
    "zuvor_outcomes_unknown", "Replies to gestures that were never decided on: kept, and nothing changes."
)
MESSAGES = Counter(
    "zuvor_messages",
    "What came of messages to the webhook, of each try: `sent`, `again`, `failed`, or why it was cancelled.",
    ["outcome"],
)
MESSAGES_WAITING = Gauge(
    "zuvor_messages_waiting",
    "Messages to the webhook that are still to be sent, those put off included.",
    multiprocess_mode="mostrecent",
)
MESSAGES_LATE = Gauge(
    "zuvor_messages_late_seconds",
    "How long the message that waits longest should have been gone, tried or not; 0: none is late.",
    multiprocess_mode="mostrecent",
)
OWED_LATE = Gauge(
    "zuvor_messages_owed_late_seconds",
    "The same of messages about what is owed: a promise to a customer isn't kept meanwhile.",
    multiprocess_mode="mostrecent",
)
EVENT_AGE = Gauge(
    "zuvor_last_event_age_seconds", "Age of the newest event kept; NaN: none.", multiprocess_mode="mostrecent"
)


def page(fallback: str | None, seconds: float) -> None:
    """Counts a page that was answered."""
    PAGES.labels(fallback or "none").inc()
    PAGE_SECONDS.observe(seconds)


def events(outcomes: Iterable[tuple[str, str]]) -> None:
    """Counts events by (kind, what became of it)."""
    for outcome, times in Tally(outcomes).items():
        EVENTS.labels(*outcome).inc(times)


def shelf_left_out(shelf: str, error: Exception) -> None:
    """One shelf failed; the page went out without it."""
    SHELVES_LEFT_OUT.labels(shelf).inc()
    log().error("shelf left out", shelf=shelf, **where(error))


def answer_left_out(answer: str, error: Exception) -> None:
    """One kind of answer failed; the others were given without it."""
    ANSWERS_LEFT_OUT.labels(answer).inc()
    log().error("answer left out", answer=answer, **where(error))


def gesture_left_out(error: Exception) -> None:
    """Nothing could be decided on one customer; the others were decided on."""
    GESTURES_LEFT_OUT.inc()
    log().error("a customer left out of deciding on gestures", **where(error))


@cache
def warn_once(what: str, mend: str) -> None:
    """One line in a worker's life; both are sentences of ours."""
    log().warning(what, mend=mend)


def ages(*, now: int, model: int | None, newest_event: int) -> None:
    """Sets both ages; moments in microseconds."""
    MODEL_AGE.set(float("nan") if model is None else (now - model) / 1e6)
    EVENT_AGE.set((now - newest_event) / 1e6 if newest_event else float("nan"))


def outbox(*, now: int, waiting: int, due_at: int, owed_at: int) -> None:
    """Sets how many messages wait, and how late the oldest is, of all and of what is owed (0: none waits)."""
    MESSAGES_WAITING.set(waiting)
    MESSAGES_LATE.set(max(now - due_at, 0) / 1e6 if due_at else 0)
    OWED_LATE.set(max(now - owed_at, 0) / 1e6 if owed_at else 0)


def promises(*, due: int, kept: float, days: float, widened: float) -> None:
    """Sets what became of promises; `kept`: a share, `days`: a mean; NaN of few."""
    PROMISES_DUE.set(due)
    PROMISES_KEPT.set(kept)
    PROMISES_LATE.set(1 - kept)
    PROMISED_DAYS.set(days)
    PROMISES_WIDENED.set(widened)


def exposition() -> bytes:
    """All metrics in Prometheus' text form: this process's, or all workers' where they share a folder."""
    registry = REGISTRY
    if os.environ.get(environment.METRICS):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def where(error: BaseException) -> dict[str, object]:
    """An error as fields of a log line: kinds and places, never its text, which may name a person."""
    kinds, at = [type(error).__name__], error
    while cause := at.__cause__ or at.__context__:
        kinds, at = [*kinds, type(cause).__name__], cause
    return {"error": " from ".join(kinds), "where": _places(error.__traceback__)}


def _places(trace: TracebackType | None) -> list[str]:
    frames = extract_tb(trace)[-12:]
    return [f"{'/'.join(f.filename.split('/')[-3:])}:{f.lineno} {f.name}" for f in frames]


def log() -> FilteringBoundLogger:
    """The logger everybody uses."""
    logger: FilteringBoundLogger = structlog.get_logger()
    return logger


def processors() -> list[Any]:
    """A log call → one line: JSON, or readable on a terminal."""
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer(),
    ]


class _Stderr:
    """Where lines go; one that can't be written, as on a full disk, costs nobody an answer."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def start_logging() -> None:
    """Lines on stderr."""
    structlog.configure(
        processors=processors(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.WriteLogger(cast(TextIO, _Stderr())),
        cache_logger_on_first_use=False,
    )


class Lines(logging.Formatter):
    """Lines of other libraries in the form of ours."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {"event": record.getMessage(), "logger": record.name}
        if record.exc_info and record.exc_info[1]:
            fields |= where(record.exc_info[1])
        for processor in processors():
            fields = processor(None, record.levelname.lower(), fields)
        return str(fields)
