"""The gate: which recipe is published, and the sentence that says why."""

from __future__ import annotations

import numpy as np
import pytest

from service.texts import text
from training.evaluation.evaluate import Gains
from training.gate import KEEPS, Verdict, changes, compare

KINDS = ("first", "forced", "same", "unreadable", "better", "worse", "undecided", "nobody")


def ranked(customers: int, gain: float, spread: float = 0.05, seed: int = 1) -> Gains:
    """Simulated: so many customers, each ranked for twice, with this NDCG@10 on average."""
    values = np.random.default_rng(seed).normal(gain, spread, customers).tolist()
    return {"all": dict(enumerate(values)), "new": dict(enumerate(values))}


def judged(serving: Gains, new: Gains, windows: int = 1) -> Verdict:
    return compare([serving] * windows, [new] * windows, ("old", "new"))


def test_a_better_recipe_is_published() -> None:
    verdict = judged(ranked(200, 0.3), ranked(200, 0.35, seed=2))
    assert (verdict.kind, verdict.publish_new) == ("better", True)


def test_a_worse_recipe_is_not() -> None:
    verdict = judged(ranked(200, 0.35), ranked(200, 0.3, seed=2))
    assert (verdict.kind, verdict.publish_new) == ("worse", False)


def test_an_equal_one_is_not_and_what_serves_stays() -> None:
    verdict = judged(ranked(200, 0.3), ranked(200, 0.3, seed=2))
    assert (verdict.kind, verdict.publish_new) == ("undecided", False)


def test_a_recipe_that_ranks_exactly_alike_stays_out() -> None:
    assert judged(ranked(200, 0.3), ranked(200, 0.3)).kind == "undecided"


def test_a_handful_of_customers_shows_nothing() -> None:
    better = ranked(29, 0.3), ranked(29, 0.9)
    assert (judged(*better).kind, judged(ranked(30, 0.3), ranked(30, 0.9)).kind) == ("undecided", "better")


def test_equal_recipes_are_hardly_ever_taken_for_better_or_worse() -> None:
    """Simulated: 100 comparisons of recipes that differ in nothing but chance; 5 are expected to look it."""
    kinds = [judged(ranked(60, 0.3, seed=n), ranked(60, 0.3, seed=n + 5_000)).kind for n in range(100)]
    assert kinds.count("undecided") >= 88


def test_what_a_customer_takes_in_many_windows_counts_as_one_customer() -> None:
    once, thrice = (judged(ranked(100, 0.3), ranked(100, 0.31, seed=2), n).comparison for n in (1, 3))
    assert once is not None
    assert thrice is not None
    assert (thrice.customers, thrice.windows) == (100, 3)
    assert (thrice.low, thrice.high) == pytest.approx((once.low, once.high))


def test_a_customers_change_is_the_mean_over_all_that_was_ranked_for_them() -> None:
    serving: Gains = {"all": {1: 0.5, 2: 0.5}, "new": {1: 0.0}}
    new: Gains = {"all": {1: 0.7, 2: 0.4}, "new": {1: 0.1}}
    assert changes([serving], [new]).tolist() == pytest.approx([0.15, -0.1])


def test_customers_of_different_windows_are_counted_together() -> None:
    before: list[Gains] = [{"all": {1: 0.5}, "new": {}}, {"all": {1: 0.2, 7: 0.1}, "new": {}}]
    after: list[Gains] = [{"all": {1: 0.6}, "new": {}}, {"all": {1: 0.5, 7: 0.1}, "new": {}}]
    assert changes(before, after).tolist() == pytest.approx([0.2, 0])


def test_the_verdict_is_the_same_every_time() -> None:
    assert judged(ranked(50, 0.3), ranked(50, 0.31)) == judged(ranked(50, 0.3), ranked(50, 0.31))


def test_where_nobody_came_back_what_serves_stays() -> None:
    nobody: Gains = {"all": {}, "new": {}}
    verdict = judged(nobody, nobody)
    assert (verdict.kind, verdict.publish_new, verdict.comparison) == ("nobody", False, None)


def test_the_sentence_is_in_the_language_of_the_job_with_its_numbers() -> None:
    verdict = judged(ranked(2_000, 0.3), ranked(2_000, 0.35), 3)
    assert verdict.sentence("de") == (
        "Veröffentlicht: das neue Rezept trifft besser, NDCG@10 +0,0500 "
        "(95-%-Intervall +0,0500 bis +0,0500; Kunden: 2.000, Zeitfenster: 3)."
    )
    assert verdict.sentence("en") == (
        "Published: the new recipe ranks better, NDCG@10 +0.0500 "
        "(95 % interval +0.0500 to +0.0500; customers: 2,000, windows: 3)."
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("locale", text.languages)
def test_every_verdict_says_whether_the_new_one_goes_out(kind: str, locale: str) -> None:
    said = text(locale, f"verdict.{kind}", figures="")
    kept = {"de": "Das bisherige Rezept bleibt", "en": "Kept the serving recipe"}[locale]
    assert said.startswith(kept) == (kind in KEEPS)
