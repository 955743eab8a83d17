"""Looking a customer up in a browser with scripts off: the form leads to what was decided."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from features.clock import DAY, system_clock
from tests.running import Service
from tests.service.console.browser import chromium, needs_browser, opened
from tests.service.interventions.decisions import keep, line
from tests.stores import new_store

pytestmark = [pytest.mark.slow, pytest.mark.browser, needs_browser]


def test_the_form_leads_to_the_decisions(tmp_path: Path) -> None:
    now = system_clock()
    facts = msgspec.json.encode({"not_now": {"call": "budget", "voucher": "cap_of_all"}})
    with closing(new_store(f"sqlite:///{tmp_path}/shop.db")) as store:
        refused = line(now, intervention_id="v-2", state="refused", gesture="nothing", facts=facts)
        keep(store, line(now - DAY, state="sent", text=b'{"de": "x", "en": "5 off"}'), refused)
    service = Service(tmp_path, "--workers=1")
    try:
        with chromium() as browser, opened(browser, "small", java_script_enabled=False) as page:
            page.goto(f"http://127.0.0.1:{service.port}/console/customer?locale=en")
            page.fill("input[name=customer_id]", "Ann")
            page.click("button.main")
            cards = page.locator(".card")
            assert cards.count() == 2
            assert "The day's budget didn't allow it." in cards.nth(0).inner_text()
            assert "replied" not in cards.nth(0).inner_text()
            assert "The customer hasn't replied yet." in cards.nth(1).inner_text()
    finally:
        service.kill()
