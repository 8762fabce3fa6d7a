"""The evidence beside a job's ratings: the latest for each criterion."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from jobs import at, note, only

from site_builder.core.model import Cancellation, SecondLook
from site_builder.pages.evidence import latest_evidence

if TYPE_CHECKING:
    from site_builder.core.model import Reflection

LISTENED, INTERRUPTED = "Asked, and wrote it down.", "Interrupted me twice."


def a_round(number: int, manager: float | None = None, evidence: str = "") -> Reflection:
    """A round on a day of November with a rating, evidence, both or neither for the manager."""
    return note(
        f"r{number:02}",
        interviewed=at(number),
        ratings={} if manager is None else {"manager": Fraction(manager)},
        evidence={"manager": evidence} if evidence else {},
    )


def shown(*rounds: Reflection) -> str:
    """The evidence for the manager, after these rounds."""
    evidence = latest_evidence(only(*rounds))
    assert {*evidence} == {"manager"}
    return evidence["manager"]


def test_the_latest_evidence_counts() -> None:
    """Of several rounds the last one that says something of a criterion counts, in the order in
    which they were held, and a round that neither rates it nor says anything takes nothing away.
    """
    first, second = a_round(10, 7, INTERRUPTED), a_round(18, 8, LISTENED)
    assert shown(second, first, a_round(20)) == LISTENED
    assert shown(first, a_round(18, 7)) == INTERRUPTED
    assert shown(a_round(10, evidence=LISTENED)) == LISTENED


def test_evidence_for_another_rating_says_which() -> None:
    """Evidence that is older than the rating beside it says for which rating it was given."""
    again = SecondLook(None, {"manager": Fraction(5, 2)})
    assert shown(a_round(10, 3, INTERRUPTED), a_round(18, 7.5)) == f"{INTERRUPTED} (when it was 3)"
    assert shown(a_round(10, 7.5), a_round(18, evidence=LISTENED), a_round(20, 8)) == (
        f"{LISTENED} (when it was 7.5)"
    )
    assert shown(replace(a_round(10, 3, INTERRUPTED), second_look=again), a_round(18, 7)) == (
        f"{INTERRUPTED} (when it was 2.5)"
    )


def test_what_is_cancelled_counts_nowhere() -> None:
    """Neither the evidence nor the rating of a round that was cancelled counts."""
    off = replace(a_round(18, 3, INTERRUPTED), cancelled=Cancellation())
    assert shown(a_round(10, 8, LISTENED), off) == LISTENED
    assert latest_evidence(only(off)) == {}
