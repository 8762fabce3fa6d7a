"""Figures in words, the same on pages and in the terminal.

Exact values go in, short text comes out. Rounding happens only here: nothing may compute with what
this module returns. A fit in words is `fit_wording`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from site_builder.core.model import Settings

SHARE_DIGITS, SCORE_DIGITS = 2, 1  # decimals; two for a share make a whole percent
MAX_DECIMALS = 6
SMALLEST_SHARE = Fraction(1, 10_000)
STAGE_LABELS = {"walked-away": "walked away", "no-answer": "no answer"}


def floored(
    value: Fraction,
    digits: int,
    thresholds: Iterable[Fraction] = (),
    apart: Collection[Fraction] = (),
) -> Fraction:
    """A value rounded down to `digits` decimals, or to as many more as it takes to stay truthful.

    Rounding must not move it across one of `thresholds`, nor make it equal to one of `apart`,
    values that stand beside it. Where six decimals do not suffice, the exact value is returned.
    """
    thresholds = tuple(thresholds)
    for decimals in range(digits, MAX_DECIMALS + 1):
        unit = 10**decimals
        # In integers, for a float may lie on the other side of a threshold.
        low = Fraction(value.numerator * unit // value.denominator, unit)
        if all((low >= t) == (value >= t) for t in thresholds) and low not in apart:
            return low
    return value


def decimal(value: Fraction, digits: int = 0) -> str:
    """A decimal with at least `digits` decimals: `7.0`, `7.25`."""
    text = f"{float(value):.{MAX_DECIMALS}f}".rstrip("0")
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest:0<{digits}}" if rest or digits else whole


def score_text(value: Fraction, settings: Settings) -> str:
    """A score such as `7.4`: rounded down to one decimal, never across the limit of a light."""
    return decimal(floored(value, SCORE_DIGITS, (settings.green, settings.amber)), SCORE_DIGITS)


@lru_cache(maxsize=2**8)  # the weights of criteria stand beside each rating
def share_text(value: Fraction, apart: Fraction = Fraction(0)) -> str:
    """A share from 0 to 1 as `62%`: rounded down to a whole percent, with more digits below one.

    It reads as on its own side of 0 and of `apart` unless it is that; a share too small for a
    figure is `<0.01%`.
    """
    if 0 < value < SMALLEST_SHARE:
        return f"<{decimal(SMALLEST_SHARE * 100)}%"
    others = {Fraction(0), apart} - {value}
    rounded = floored(value, SHARE_DIGITS, others, others)
    return f"{decimal(rounded * 100)}%"


def rating_text(value: Fraction) -> str:
    """A rating: `8` or `7.5`."""
    # Most are whole, and a memo would hash the fraction.
    return str(value.numerator) if value.denominator == 1 else decimal(value)


def joined(words: Iterable[str]) -> str:
    """`one, two and three`, but `one, and two and three`; at least one word is needed."""
    *before, last = words = tuple(words)
    if before and any(" and " in word for word in words):
        return f"{', '.join(before)}, and {last}"
    return f"{', '.join(before)} and {last}" if before else last


def stage_text(stage: str) -> str:
    """A stage as words."""
    return STAGE_LABELS.get(stage, stage)
