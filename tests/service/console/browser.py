"""Debian's Chromium behind Playwright, and what a page must never do: report an error or scroll sideways."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"small": (360, 740), "phone": (390, 844), "desk": (1280, 900)}
Scheme = Literal["light", "dark"]

# A machine without a browser may leave these out; CI may not.
needs_browser = pytest.mark.skipif(not CHROMIUM.exists() and not os.environ.get("CI"), reason="no chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser, size: str, scheme: Scheme = "light", errors: bool = False, **more: Any
) -> Iterator[Page]:
    """A page that, unless `errors` are expected, must have reported none when it is closed."""
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce", **more)  # type: ignore[arg-type]
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert sideways <= 0
    assert errors or said == [], said


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
