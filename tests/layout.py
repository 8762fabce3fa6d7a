"""What is too wide on a page in a browser, on screens and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

ENLARGE = "document.documentElement.style.fontSize = '125%'"
UNFOLD = "document.querySelectorAll('details').forEach(d => { d.open = true })"
# What is wider than what holds it, but for what scrolls, what nobody sees, and names that are cut
# after some lines on purpose.
MISFITS = """() => [...document.querySelectorAll('html, body, body *')]
    .filter(e => e.clientWidth && !e.closest('svg, .hidden, .skip'))
    .filter(e => matchMedia('print').matches || getComputedStyle(e).overflowX !== 'auto')
    .filter(e => getComputedStyle(e).webkitLineClamp === 'none')
    .filter(e => e.scrollWidth > e.clientWidth + 1)
    .map(e => `${innerWidth}: ${e.scrollWidth} > ${e.clientWidth} ${e.outerHTML.slice(0, 80)}`)"""


def misfits(page: Page, screens: Iterable[int], papers: Iterable[int]) -> list[str]:
    """What is too wide on a page: on screens, folded, unfolded and enlarged, and on paper."""
    steps: tuple[tuple[Literal["screen", "print"], str, Iterable[int]], ...] = (
        ("screen", "0", screens),
        ("screen", UNFOLD, screens),
        ("print", "0", papers),
        ("screen", ENLARGE, screens),
    )
    wide = []
    for media, step, widths in steps:
        page.emulate_media(media=media)
        page.evaluate(step)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            wide += page.evaluate(MISFITS)
    return wide
