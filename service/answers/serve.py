"""A question, or a page that is ready → its answers and delivery dates, from one version of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from features.catalogue import Item
from features.clock import Clock
from features.errors import StoreDown
from features.settings import Settings
from service.answers.answer import Answer, Answers
from service.answers.asked import Asked, Failed, Question
from service.answers.delivery import Delivery, delivery_of
from service.answers.giving import answers_and_told, answers_of
from service.answers.known import NOBODY, Known, known_of
from service.answers.memory import Memory
from service.engine.live import Live, News
from service.engine.origins import Origins
from service.engine.past import Past, past_of
from service.engine.promises import Promises
from service.interventions.catalogue import AtHand
from service.store.protocol import Reader


class Read(Struct, frozen=True):
    """What the store says for one question."""

    known: Known
    news: News | None
    now: int


class AnswerService:
    """Answers of one worker; `failed` is told of every kind that had to be left out."""

    def __init__(
        self,
        store: Reader,
        live: Live,
        settings: Settings,
        clock: Clock,
        memory: Memory,
        promises: Promises,
        origins: Origins,
        failed: Failed,
    ) -> None:
        self._store = store
        self._live = live
        self._settings = settings
        self._clock = clock
        self._memory = memory
        self._promises = promises
        self._origins = origins
        self._failed = failed
        self._at_hand = AtHand(store)

    def at(self, moment: int) -> AnswerService:
        """The same answers at a moment (microseconds) of a replay."""
        return AnswerService(
            self._store,
            self._live,
            self._settings,
            lambda: moment,
            self._memory,
            self._promises,
            self._origins,
            self._failed,
        )

    def read(self, question: Question) -> Read:
        """Blocking reads. Raises StoreDown."""
        now, default = self._clock(), self._settings.consent_granted
        past = past_of(self._store, question.customer_id, question.anonymous_id, now, default=default)
        return Read(self.known(past, now) or NOBODY, self._live.news(), now)

    def known(self, past: Past, now: int) -> Known | None:
        """Blocking: what answers may use of a person; None where it can't be read. Raises StoreDown."""
        try:
            self._origins.look()
            default, catalogue = self._settings.consent_granted, self._at_hand.look()
            return known_of(self._store, self._memory, past, now, default=default, catalogue=catalogue)
        except StoreDown:
            raise
        except Exception as error:
            self._failed("known", error)
            return None

    def answers(self, question: Question, read: Read) -> Answers:
        """What to say now, and what was told."""
        self._live.apply(read.news)
        return answers_and_told(self.asked(question, read.known, read.now))

    def on_page(
        self, question: Question, known: Known | None, on_page: Sequence[str], now: int
    ) -> tuple[list[Answer], dict[str, Delivery]]:
        """The page's answers, and when each of its items arrives; what fails is left out."""
        asked = self.asked(question, known or NOBODY, now, tuple(on_page))
        try:
            deliveries = self._deliveries(asked, on_page)
        except Exception as error:
            self._failed("delivery", error)
            deliveries = {}
        return answers_of(asked) if known else [], deliveries

    def _deliveries(self, asked: Asked, on_page: Sequence[str]) -> dict[str, Delivery]:
        items = [item for item in map(asked.item, on_page) if item is not None]
        promised = self._promises.of_many(items, asked.place, asked.now)
        locale = asked.question.locale
        # many items of a page arrive on the same day: it is put into words once
        worded = {promise: delivery_of(promise, asked.now, locale) for promise in set(promised) if promise}
        return {
            item.item_id: delivery
            for item, promise in zip(items, promised, strict=True)
            if promise and (delivery := worded[promise])
        }

    def asked(self, question: Question, known: Known, now: int, on_page: tuple[str, ...] = ()) -> Asked:
        """A question beside all that its answers are made from."""
        return Asked(
            question,
            known,
            self._live.now.world,
            self._promises,
            self._settings,
            self._memory,
            now,
            on_page,
            self._failed,
        )


def item_of(live: Live, item_id: str) -> Item | None:
    """What the catalogue says now of an item."""
    world = live.now.world
    code = world.index.get(item_id)
    return None if code is None else world.items[code]
