"""A visit → its part in experiments, and the model that its page is therefore to be made by."""

from __future__ import annotations

from service.engine.live import Serving
from service.engine.ranker import Failed
from service.engine.visitor import Visitor
from service.experiments.part import NOBODY, Part
from service.experiments.serve import Experiments
from service.experiments.trial import Asker
from service.page.model import PageRequest
from service.page.visit import Visit


def asker_of(request: PageRequest, visit: Visit | None, visitor: Visitor) -> Asker:
    """Who asks, as experiments see them."""
    customer = visit.person.customer_id if visit else request.customer_id
    units = visit.entry.units if visit and visit.entry else None
    return Asker(customer, request.anonymous_id, request.placement, visitor.attributes, units)


def part_of(
    experiments: Experiments | None,
    asker: Asker,
    visit: Visit | None,
    failed: Failed,
    *,
    personalisable: bool,
) -> Part:
    """In which experiments this page takes part; in none where anything goes wrong with them."""
    if experiments is None or visit is None or visit.entry is None:
        return NOBODY
    try:
        return experiments.part(visit.entry, asker, visit.now, personalisable=personalisable)
    except Exception as error:
        failed("experiments", error)
        return NOBODY


def serving_of(experiments: Experiments | None, part: Part, visit: Visit | None) -> Serving | None:
    """The model that the visitor's arm asks for; None: the one that serves everybody."""
    if experiments is None or visit is None or visit.entry is None:
        return None
    return experiments.serving(part, visit.entry)
