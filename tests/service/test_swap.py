"""A new version while pages are asked for: none fails, and none is made of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from features.artifact import Manifest, make_current
from features.clock import DAY, to_text
from tests.running import Service, until
from tests.service.engine.shop_floor import FACTS, Floor
from tests.service.engine.small_shop import BIKE, NOW, TEA, item, kept, learned
from tests.swapping import Hammer, both, take_turns


@pytest.mark.slow
def test_no_page_fails_or_is_mixed_while_two_workers_swap(tmp_path: Path) -> None:
    floor = Floor(tmp_path)
    floor.sell(item(name, repeat_purchase=True) for name in (*TEA, *BIKE))
    floor.sell(item(f"thing {n}", "things") for n in range(40))
    looks = [kept("view_item", n / 60, f"c{n}", item_id=f"thing {n % 40}") for n in range(200)]
    bought = {f"buyer-{n}": {TEA[n % 3], BIKE[n % 3]} for n in range(6)}
    for who, items in bought.items():
        for days in (3, 2):
            floor.buy(days, *items, who=who)
    sides = both(
        floor.artifacts, learned(*looks), Manifest(format=1, version="", weights={}, files={}, **FACTS)
    )
    floor.store.close()
    first, second = sides
    make_current(floor.artifacts, first)
    service = Service(tmp_path, "--workers=2", "--model-poll=100ms", f"--as-of={to_text(NOW + DAY)}")
    hammer = Hammer(service.port, sides, bought).start(4)
    try:
        take_turns(floor.artifacts, (first, second), hammer, 2, until)
    finally:
        hammer.stop()
        service.kill()
    assert len(hammer.seen) > 100
    assert [one for one in hammer.seen if one.version is None or not one.whole] == []
