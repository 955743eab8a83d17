"""A visit → a page from one version of model and catalogue, whatever fails or takes too long on the way."""

from __future__ import annotations

import secrets
from typing import Literal

import msgspec
import numpy as np

from features.clock import Clock, to_datetime
from features.errors import StoreDown
from features.settings import Settings
from service.answers.answer import Answer
from service.answers.serve import AnswerService
from service.engine.live import Live, News, Serving
from service.engine.ranker import Failed
from service.engine.visitor import Visitor, stranger, visitor_of
from service.engine.world import World
from service.experiments.serve import Experiments
from service.page import reasons
from service.page.answering import answered
from service.page.compose import Late, OutOfTime, compose, in_time, page_item
from service.page.default import DefaultPages
from service.page.model import Fallback, Page, PageRequest, Related, Shelf
from service.page.moment import Moment
from service.page.shelves import PERSONAL_PAGE
from service.page.taking_part import asker_of, part_of, serving_of
from service.page.visit import Visit, visit_of, without_history
from service.store.protocol import Reader
from service.store.records import Fact

PERSONAL = {kind.name for kind in PERSONAL_PAGE if kind.personal}


class PageService:
    """Pages for one worker; `failed` is told of every shelf that had to be left out."""

    def __init__(
        self,
        store: Reader,
        live: Live,
        settings: Settings,
        clock: Clock,
        failed: Failed | None = None,
        defaults: DefaultPages | None = None,
        answers: AnswerService | None = None,
        experiments: Experiments | None = None,
    ) -> None:
        self._store = store
        self._live = live
        self._settings = settings
        self._clock = clock
        self._failed = failed or (lambda shelf, error: None)
        self._defaults = defaults or DefaultPages()
        self._answers = answers
        self._experiments = experiments

    def at(self, moment: int) -> PageService:
        """The same pages at a moment (microseconds) of a replay."""
        answers = self._answers.at(moment) if self._answers else None
        return PageService(
            self._store,
            self._live,
            self._settings,
            lambda: moment,
            self._failed,
            self._defaults,
            answers,
            self._experiments,
        )

    def read(self, request: PageRequest) -> Visit:
        """Blocking reads: who it is, consent, last events. Raises StoreDown."""
        return visit_of(
            self._store,
            self._live,
            request,
            self._clock(),
            default=self._settings.consent_granted,
            answers=self._answers,
            experiments=self._experiments,
        )

    def rehearsal(self) -> Visit:
        """Blocking: the visit of nobody who looked at the first items; a page of it does everything once."""
        visit = self.read(PageRequest(customer_id="nobody"))
        bodies = [msgspec.json.encode({"item_id": item}) for item in self._live.now.world.ids[:3]]
        facts = [Fact("view_item", visit.now, body) for body in bodies]
        return Visit(visit.person, True, facts, visit.news, visit.now)

    def news(self) -> News | None:
        """Blocking: what changed in the catalogue; nothing where the store doesn't answer."""
        try:
            return self._live.news()
        except StoreDown:
            return None

    def homepage(
        self,
        request: PageRequest,
        visit: Visit | None,
        fallback: Fallback | None = None,
        late: Late = in_time,
    ) -> Page:
        """Compose from one version; `visit` None: the default page for the given fallback.

        The default page also where `late` says so between two stages, or what is personal fails.
        """
        serving = self._live.apply(visit.news if visit else None)
        if visit and fallback == "deadline":
            visit = without_history(visit)
        visitor = self._visitor(request, visit, serving.world)
        fallback = fallback or self._why_not(visit, visitor, serving)
        moment = Moment(serving, visitor, request, self._settings, self._failed)
        asker = asker_of(request, visit, visitor)
        part = part_of(self._experiments, asker, visit, self._failed, personalisable=fallback is None)
        fallback = fallback or ("control" if part.default else None)
        shelves: list[Shelf] = []
        if fallback is None:
            own = self._moment(serving_of(self._experiments, part, visit), visit, moment)
            shelves, fallback = self._personal(own, part.shelves, late)
            moment = moment if fallback else own
        if fallback is not None:
            shelves = self._default(moment, known=bool(visit and visit.facts))
        answers: list[Answer] = []
        if self._answers is not None and visit is not None and not late():
            shelves, answers = answered(self._answers, request, visit, shelves)
        recommendation_id = secrets.token_hex(12)
        if part.arms and self._experiments is not None:
            self._experiments.note(part, asker, recommendation_id, visitor.now)
        return Page(
            recommendation_id=recommendation_id,
            customer_id=asker.customer_id,
            generated_at=to_datetime(visitor.now),
            model_version=moment.version,
            experiments=part.exposures,
            personalised=fallback is None,
            fallback=fallback,
            shelves=shelves,
            answers=answers,
        )

    def _moment(self, serving: Serving | None, visit: Visit | None, moment: Moment) -> Moment:
        """The same by the model that the visitor's arm asks for."""
        if serving is None:
            return moment
        visitor = self._visitor(moment.request, visit, serving.world)
        return Moment(serving, visitor, moment.request, self._settings, self._failed)

    def _personal(
        self, moment: Moment, only: frozenset[str] | None, late: Late
    ) -> tuple[list[Shelf], Fallback | None]:
        """The personal shelves (`only`: of these names), or why there are none."""
        try:
            shelves = compose(moment, personal=True, failed=self._failed, late=late, only=only)
        except OutOfTime:
            return [], "deadline"
        except Exception as error:
            self._failed("page", error)
            return [], "no_history"
        wanted = PERSONAL if only is None else PERSONAL & only
        if wanted and not wanted.intersection(shelf.shelf for shelf in shelves):
            return [], "no_history"  # something is known, but nothing follows from it
        return shelves, None

    def _default(self, moment: Moment, *, known: bool) -> list[Shelf]:
        """Everybody's shelves; what somebody waved away stays away where it is known."""
        if known:
            return compose(moment, personal=False, failed=self._failed)
        return self._defaults.shelves(moment, self._failed)

    def _visitor(self, request: PageRequest, visit: Visit | None, world: World) -> Visitor:
        """Without consent, or without the store, only the request's own context counts."""
        context = {"country": request.country} if request.country else {}
        if visit is None or not visit.facts:
            return stranger(visit.now if visit else self._clock(), context)
        try:
            visitor = visitor_of(visit.facts, world.index, visit.now, world.horizon)
        except Exception as error:
            self._failed("visitor", error)
            return stranger(visit.now, context)
        visitor.attributes.update(context)
        return visitor

    def _why_not(self, visit: Visit | None, visitor: Visitor, serving: Serving) -> Fallback | None:
        if visit is not None and not visit.consented:
            return "no_consent"
        if serving.version is None:
            return "no_model"
        told = visit is not None and visit.facts and visitor.attributes
        return None if visitor.known or told else "no_history"

    def related(
        self,
        item_id: str,
        kind: Literal["similar", "together"],
        locale: str,
        size: int,
        news: News | None,
    ) -> Related | None:
        """What goes with an item; None where neither model nor catalogue know it."""
        serving = self._live.apply(news)
        world = serving.world
        if (code := world.index.get(item_id)) is None:
            return None
        request = PageRequest(locale=locale, size=size)
        moment = Moment(serving, stranger(self._clock()), request, self._settings)
        near = moment.near(code, ("bm25", "together") if kind == "similar" else ("together",))
        near = near[moment.allowed[near] & (world.group[near] != world.group[code])]
        _, first = np.unique(world.group[near], return_index=True)
        chosen = near[np.sort(first)][:size].tolist()
        baskets = set(moment.learned_near(code, ("together",)).tolist()) if kind == "together" else set()
        said = [reasons.beside(moment, "together" if n in baskets else "similar", code) for n in chosen]
        items = [
            page_item(moment, item, n, 1 / n, reason)
            for n, (item, reason) in enumerate(zip(chosen, said, strict=True), 1)
        ]
        return Related(item_id=item_id, kind=kind, items=items)
