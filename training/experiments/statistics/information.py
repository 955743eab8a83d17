"""What each unit adds to a difference at two looks → how much more the later one knows.

Bounds need to know how alike two looks are. Were each look the sum of a longer walk with independent steps,
their correlation were √(earlier information / later). That is turned round: information grows by
1 / correlation², which is measured, whenever in its window a unit does what is counted, and given back, too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from features.interactions import Floats, Ints
from training.experiments.statistics.estimates import PER, SAID, VALUE

LITTLE = 1.001  # bounds need some growth from look to look
MOST = 10_000.0  # looks that have nothing in common


def added(columns: dict[str, Floats], known: Sequence[Ints]) -> Floats:
    """Per place what a unit adds to its variant's value, narrowed by its past; zero of those not known yet.

    `known`: places by variant; each variant's sum is zero.
    """
    found, said = np.zeros(len(columns[VALUE])), np.zeros(len(columns[VALUE]))
    for places in known:
        values = columns[VALUE][places]
        if PER in columns:
            per = columns[PER][places]
            values = (values - values.sum() / (per.sum() or 1.0) * per) / (per.mean() or 1.0)
        found[places] = values - values.mean()
        if SAID in columns:
            said[places] = columns[SAID][places] - columns[SAID][places].mean()
    says = float(said @ said)
    return found - float(found @ said) / says * said if says else found


def growths(before: Floats, earlier: Sequence[Ints], now: Floats, known: Sequence[Ints]) -> list[float]:
    """Later information over earlier, of each variant but the control.

    `before`, `now`: what units added; `earlier`, `known`: their places by variant.
    """
    alike = [
        (before[was] @ now[was], before[was] @ before[was], now[places] @ now[places], len(was), len(places))
        for was, places in zip(earlier, known, strict=True)
    ]
    shared, first, second = (
        np.array(parts)
        for parts in zip(
            *((both / (n * m), one / n**2, two / m**2) for both, one, two, n, m in alike), strict=True
        )
    )
    errors = np.sqrt((first[0] + first[1:]) * (second[0] + second[1:]))
    correlation = np.divide(shared[0] + shared[1:], errors, out=np.zeros(len(errors)), where=errors > 0)
    return [float(one) for one in (1 / correlation.clip(MOST**-0.5, LITTLE**-0.5) ** 2)]
