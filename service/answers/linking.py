"""The shop's own pages, as its setting names them → actions of answers."""

from __future__ import annotations

from urllib.parse import quote

from service.answers.asked import Asked
from service.answers.kind import Action


def link(asked: Asked, name: str, order_id: str = "") -> Action | None:
    """None where the shop named no such page. Its label is the text `answer.action.NAME`."""
    if (url := asked.settings.links.get(name)) is None:
        return None
    return Action(label=asked.say(f"answer.action.{name}"), url=url.format(order_id=quote(order_id, safe="")))
