"""What the sliders of the comparison judge by: settings and ratings in whole numbers, as JSON.

Criteria, bands and rated jobs go in, a text for an attribute comes out. The script that reads it
judges as `core.fit` does; every number is whole, so that both come to the same light and score.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from site_builder.core.turns import scale_of
from site_builder.pages import compare_views

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.core.model import Settings
    from site_builder.core.opportunities import Opportunity
    from site_builder.pages.views import OpportunityRow

MIN_CRITERIA = 2  # one criterion has all the weight


def what_if(
    jobs: Iterable[tuple[Opportunity, OpportunityRow]], settings: Settings
) -> compare_views.WhatIfView | None:
    """The sliders, and the fully rated of some jobs in their order; None where nothing can move.

    Ratings, floors and limits are in halves; weights and the bands' two parts are texts of whole
    numbers of any length.
    """
    rated = [(o, row) for o, row in jobs if o.fit.score is not None]
    if not rated or len(settings.criteria) < MIN_CRITERIA:
        return None
    scale = scale_of(settings)
    criteria = zip(settings.criteria, scale.weights, scale.floors, scale.limits, strict=True)
    data = {
        "criteria": [
            {"label": c.label, "weight": str(weight), "floor": floor, "limit": limit}
            for c, weight, floor, limit in criteria
        ],
        "amber": [str(part) for part in settings.amber.as_integer_ratio()],
        "green": [str(part) for part in settings.green.as_integer_ratio()],
        "jobs": {
            row.link.href: [int((o.ratings[c.id] or 0) * 2) for c in settings.criteria]
            for o, row in rated
        },
    }
    return compare_views.WhatIfView(
        json.dumps(data, ensure_ascii=False), tuple(row for _, row in rated)
    )
