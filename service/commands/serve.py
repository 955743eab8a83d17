"""`zuvor serve`: store brought up to date, the workers' environment set, then Granian until it is stopped."""

from __future__ import annotations

import os
import resource
import socket
import tempfile
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import click

from features.errors import BadInput, StoreRefused
from features.settings import Settings
from service.commands.flags import MOMENT, OVERRIDES, TABLE, with_settings
from service.commands.out import say
from service.commands.strangers import HOST, is_loopback, refuse_strangers
from service.environment import AS_OF, LOOPBACK, METRICS, THREADS, start_of
from service.texts import text

TARGET = "service.commands.serve:application"
CHECKED = 256_000_000  # bytes: a larger store takes longer to check than one waits for a start
CONNECTIONS = 8_192  # of each worker; an idle one is closed after 30 seconds
OWN_FILES = 256  # store, model and logs
BACKLOG = 2_048  # connections not accepted yet
NO_FLAGS = ("bench_data", "webhook_secrets")  # whoever lists processes reads flags
DRAIN = 10  # seconds that a stopping worker may take


@click.command(epilog="Example: zuvor serve --port 8000 --workers 2")
@click.option(
    "--host",
    type=HOST,
    default="127.0.0.1",
    show_default=True,
    help="Where to listen; beyond loopback with a key and a decision about consent only.",
)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65_535), help="Where to listen."
)
@click.option("--as-of", type=MOMENT, help="The clock starts at this moment (RFC 3339), for replays.")
@with_settings(*(name for name in TABLE if name not in NO_FLAGS))
def command(settings: Settings, host: str, port: int, as_of: int | None) -> None:
    """The HTTP service, until Ctrl-C or SIGTERM."""
    overrides = click.get_current_context().meta[OVERRIDES]
    if not (near := is_loopback(host)):
        refuse_strangers(host, settings, overrides)
    refuse_taken(host, port)
    refuse_webhook(settings)
    text.address(settings.address, settings.texts)  # broken texts are said now, not by every worker
    with tempfile.TemporaryDirectory(prefix="zuvor-metrics-") as folder:
        os.environ.update(environment(settings, overrides, as_of, folder, near=near))
        bring_up(settings.store)
        say(f"zuvor answers at http://{host}:{port}")
        granian(host, port, settings.workers)


def refuse_webhook(settings: Settings) -> None:
    """Better said now than by a worker."""
    from service.interventions.webhook.targets import target_of

    try:
        target_of(settings)
    except BadInput as error:
        raise click.UsageError(str(error)) from None


def refuse_taken(host: str, port: int) -> None:
    """Better said now than by a worker."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"can't listen on {host}:{port} ({error.strerror}); choose another --port"
            ) from None


def environment(
    settings: Settings, overrides: Mapping[str, str | None], as_of: int | None, metrics: str, *, near: bool
) -> dict[str, str]:
    """What the workers read: flags as variables, one thread per library, the clock, who may ask, metrics."""
    values = {TABLE[name].variable: value for name, value in overrides.items() if value}
    values |= dict.fromkeys(THREADS, "1")
    values[LOOPBACK] = str(int(near))
    if as_of is not None:
        values[AS_OF] = start_of(as_of)
    if settings.workers > 1:
        values[METRICS] = metrics
    return values


def bring_up(url: str) -> None:
    """Create or migrate the store once, before any worker opens it; a damaged one isn't served."""
    from service.store import open_store, path_of

    if not path_of(url).exists():
        say(f"there was no store yet: {url} is new and empty")
    with closing(open_store(url)) as store:
        if wrong := store.check(CHECKED):
            raise StoreRefused(wrong)


def application() -> Any:
    """What each worker runs; who asks is who proxies in ZUVOR_PROXIES say it is."""
    from granian.utils.proxies import wrap_asgi_with_proxy_headers

    from features import settings as settings_table
    from service.app import create_app

    app, proxies = create_app(), settings_table.read().proxies
    return wrap_asgi_with_proxy_headers(app, list(proxies)) if proxies else app


def granian(host: str, port: int, workers: int) -> None:
    """The one place that knows the server. Workers are spawned: they carry nothing of this process."""
    import multiprocessing

    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        TARGET,
        factory=True,
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=connections(),
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN,
        log_level=LogLevels.warning,
        log_dictconfig=server_log(),
    ).serve()


def connections() -> int:
    """How many connections a worker keeps, as far as it may open files.

    Beyond them new ones wait unanswered until an idle one is closed, so there must be many.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < (wanted := CONNECTIONS + OWN_FILES):
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(min(CONNECTIONS, soft - OWN_FILES), OWN_FILES)


def server_log() -> dict[str, Any]:
    """The server's own warnings, as lines like ours."""
    handler = {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "ours"}
    return {
        "formatters": {"ours": {"()": "service.observe.Lines"}},
        "handlers": {"console": handler, "access": handler},
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
