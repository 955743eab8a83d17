"""Assignment is GrowthBook's, to the last unit; so any of its tools reproduces an experiment of ours."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from growthbook.core import chooseVariation, gbhash, getBucketRanges

from features.experiments.assignment import bucket, chosen, ranges


def ids(many: int) -> list[str]:
    """Ids of any characters and lengths, half of them as shops have them."""
    drawn = Random(1)
    return [f"c-{drawn.randrange(10**9)}" for _ in range(many // 2)] + [
        "".join(
            map(chr, drawn.choices((*range(32, 127), 0xE4, 0x3B1, 0x4E2D, 0x1F600), k=drawn.randint(1, 40)))
        )
        for _ in range(many - many // 2)
    ]


@pytest.mark.slow
def test_a_hundred_thousand_ids_fall_where_growthbook_has_them() -> None:
    seeds = ["homepage", "homepage/2", "Schaufenster-ä"]
    wrong = [
        (seed, unit)
        for n, unit in enumerate(ids(100_000))
        if bucket(seed := seeds[n % 3], unit) != gbhash(seed, unit, 2)
    ]
    assert wrong == []


@pytest.mark.parametrize("coverage", [1.0, 0.5, 0.137, 0.0001])
@pytest.mark.parametrize("weights", [(0.5, 0.5), (0.9, 0.1), (1 / 3, 1 / 3, 1 / 3), (0.2, 0.3, 0.1, 0.4)])
def test_variants_have_the_ranges_that_growthbook_gives_them(
    coverage: float, weights: tuple[float, ...]
) -> None:
    assert list(ranges(coverage, weights)) == getBucketRanges(len(weights), coverage, list(weights))


@pytest.mark.parametrize("place", [0.0, 0.2499, 0.25, 0.4999, 0.5, 0.7499, 0.75, 0.9999])
def test_a_place_is_in_the_variant_that_growthbook_chooses(place: float) -> None:
    parts = ranges(0.5, (0.5, 0.5))
    theirs = chooseVariation(place, list(parts))
    assert chosen(place, parts) == (None if theirs < 0 else theirs)


def test_with_more_coverage_nobody_changes_arms() -> None:
    some, all_of_them = ranges(0.2, (0.5, 0.5)), ranges(1.0, (0.5, 0.5))
    before = {unit: chosen(bucket("any", unit), some) for unit in ids(2_000)}
    taking_part = {unit: arm for unit, arm in before.items() if arm is not None}
    assert 300 < len(taking_part) < 500
    assert all(chosen(bucket("any", unit), all_of_them) == arm for unit, arm in taking_part.items())


def test_arms_get_their_weights_and_two_experiments_split_independently() -> None:
    arms = ranges(1.0, (0.5, 0.5))
    split = Counter(
        (chosen(bucket("one", unit), arms), chosen(bucket("other", unit), arms))
        for unit in map(str, range(20_000))
    )
    assert all(4_700 < many < 5_300 for many in split.values())
    assert len(split) == 4
