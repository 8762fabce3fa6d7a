"""Figures in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.pages import wording
from site_builder.parsing.settings import DEFAULT_SETTINGS


@pytest.mark.parametrize(
    ("score", "green", "shown"),
    [
        ("7", "7", "7.0"),
        ("6.99", "7", "6.9"),
        ("7.04", "7", "7.0"),
        ("7.04", "7.02", "7.04"),
        ("7.019", "7.02", "7.0"),
        ("20/3", "7", "6.6"),
        ("6999999/1000000", "7", "6.9"),
    ],
)
def test_scores_are_rounded_down(score: str, green: str, shown: str) -> None:
    """A score is rounded down to one decimal, to more where it would seem to cross a threshold."""
    settings = replace(DEFAULT_SETTINGS, green=Fraction(green))
    assert wording.score_text(Fraction(score), settings) == shown


@given(st.fractions(1, 10), st.fractions(5, 10, max_denominator=1000))
def test_a_figure_never_contradicts_the_light(score: Fraction, green: Fraction) -> None:
    """A shown score lies on the same side of every threshold as the exact one."""
    settings = replace(DEFAULT_SETTINGS, green=green)
    shown = Fraction(wording.score_text(score, settings))
    assert (shown >= settings.amber) == (score >= settings.amber)
    if abs(score - green) > Fraction(1, 10**6):
        assert (shown >= green) == (score >= green)


@pytest.mark.parametrize(
    ("share", "shown"),
    [("0.6836", "68%"), ("0.8999", "89%"), ("1", "100%"), ("0.999", "99%"), ("1/3", "33%")],
)
def test_shares_are_rounded_down(share: str, shown: str) -> None:
    """A share is rounded down to a whole per cent."""
    assert wording.share_text(Fraction(share)) == shown


@pytest.mark.parametrize(
    ("share", "apart", "shown"),
    [
        ("0.501", "0.5", "50.1%"),
        ("0.5", "0.5", "50%"),
        ("0.499", "0.5", "49%"),
        ("0.2037", "0.2", "20.3%"),
        ("0.2037", "0.2034", "20.37%"),
        ("0.2037", "0.21", "20%"),
        ("0.00009", "0.5", "<0.01%"),
    ],
)
def test_a_share_stays_on_its_side_of_another(share: str, apart: str, shown: str) -> None:
    """A share beside another one has as many digits as it takes not to read like it, nor as on its
    other side.
    """
    assert wording.share_text(Fraction(share), apart=Fraction(apart)) == shown
