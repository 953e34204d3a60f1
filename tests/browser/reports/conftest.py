"""Quayside near the end of its second stage, and the people who write, review and read its report."""

import pytest
import time_machine

from tests.browser.conftest import DESK, PHONE
from tests.stage_two import TODAY, stage_two


@pytest.fixture(autouse=True)
def _near_the_end_of_stage_2(settings):
    """The day of the story, on which the browser, whose own clock goes on, forgets no cookie."""
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE, settings.CSRF_COOKIE_AGE = True, None
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def story(db):
    """(programme, role -> its member)."""
    return stage_two()


@pytest.fixture
def sit_down(open_window, sign_in):
    """`sit_down(user)` is a desk at which the user is signed in."""

    def sit_down(user):
        page = open_window(DESK)
        sign_in(page, user)
        return page

    return sit_down


@pytest.fixture
def seen(assert_accessible):
    """`seen(page)` is said of each page on the way: nothing may stand against it, at a desk or on a phone."""

    def seen(page):
        page.wait_for_load_state()
        own = page.viewport_size
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
                page.url
            )
        page.set_viewport_size(own)

    return seen
