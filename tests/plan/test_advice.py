"""What would help a plan."""

from dataclasses import replace

import numpy as np
import pytest

from tests.report.build_plan import small_plan
from wfm.plan.advice import advice


@pytest.mark.parametrize(
    ("under", "over", "words"),
    [
        (0.0, 5.0, "covers its requirement"),
        (3.0, 5.0, "enough hours"),
        (5.0, 1.0, "it takes about"),
    ],
)
def test_advice_depends_on_where_hours_are(under, over, words):
    cover = small_plan().coverage
    shape = np.ones_like(cover.required)
    cover = replace(cover, required=9 * shape, under=under * shape, over=over * shape)
    assert words in advice(cover, met=False)[0]
    assert not any(words in line for line in advice(cover, met=True))
