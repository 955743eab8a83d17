"""Approving in a browser with scripts off, at a running service: what a form sends is let in."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from features.clock import system_clock
from tests.running import Service
from tests.service.console.browser import chromium, needs_browser, opened
from tests.service.interventions.decisions import keep, line, state_of
from tests.stores import new_store

pytestmark = [pytest.mark.slow, pytest.mark.browser, needs_browser]


def test_a_click_approves_it(tmp_path: Path) -> None:
    with closing(new_store(f"sqlite:///{tmp_path}/shop.db")) as store:
        keep(store, line(system_clock()))
    service = Service(tmp_path, "--workers=1")
    try:
        with chromium() as browser, opened(browser, "small", "dark", java_script_enabled=False) as page:
            page.goto(f"http://127.0.0.1:{service.port}/console/approvals?locale=en")
            page.click("text=Approve >> nth=-1")
            assert page.inner_text(".notice") == "Approved."
    finally:
        service.kill()
    with closing(new_store(f"sqlite:///{tmp_path}/shop.db")) as store:
        assert state_of(store) in ("ready", "sent")
