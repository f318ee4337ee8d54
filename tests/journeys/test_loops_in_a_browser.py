"""The closed loops walked in a browser, from the holder's and from the supervisor's side.

They have a file of their own: once a browser is driven, Django keeps this thread's connection
elsewhere, and what a file fills must be filled and looked at over one connection.
"""

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Browser

from tests.journeys.loops import LOOPS, Seats
from tests.journeys.seats import seated
from tests.journeys.shuangqiao import story
from tests.journeys.story import Story

__all__ = ["story"]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("walk", LOOPS, ids=lambda walk: walk.__name__)
def test_a_loop_closes_from_both_sides(
    browser: Browser, story: Story, walk: Callable[[Story, Seats], None]
) -> None:
    walk(story, partial(seated, browser))
