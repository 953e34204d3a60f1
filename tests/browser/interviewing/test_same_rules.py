"""The phone reads and routes answers by the same rules as the site: both are given the same cases."""

from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as st

from surveys.answering.given import read_given
from surveys.interviewing.questions import rule_of
from surveys.models import QuestionnaireItem
from surveys.routing import is_asked
from surveys.tests.answering.questions import TOPICS, YES_NO

pytestmark = pytest.mark.browser

SCRIPT = Path(settings.BASE_DIR) / "static" / "routing.js"
CODES = ("A1", "A2", "A3", "A4", "A5")
OFFERED = {"single": YES_NO, "multiple": TOPICS}
TYPED = st.sampled_from(
    ["", " ", "dk", "refused", "none", "1", "2", "3", "14", "01", "1.0", "+2", "-1", "0", "95", "96", "many", "1,200"]
    + ["٢", "30000", "30001", "1.5", " 2 ", "1e3"]
)


@st.composite
def questionnaires(draw):
    """A few questions of any kind, each asked of everybody or by the answer to one before it."""
    items = []
    for number, code in enumerate(CODES[: draw(st.integers(1, len(CODES)))]):
        kind = draw(st.sampled_from(["single", "multiple", "count", "number", "text"]))
        rule = None
        if number and draw(st.booleans()):
            codes = draw(st.lists(st.sampled_from([0, 1, 2, 14, 95]), min_size=1, max_size=3, unique=True))
            gate = draw(st.sampled_from(items))
            rule = {
                "question": gate.code,
                "is": [each for each in codes if each in (1, 2, 14) or gate.kind != "multiple"] or [1],
            }
        items.append(QuestionnaireItem(code=code, kind=kind, options=OFFERED.get(kind, []), asked_if=rule))
    return items


@pytest.fixture(scope="module")
def script(chromium):
    page = chromium.new_page()
    page.add_script_tag(path=SCRIPT)
    yield page
    page.close()


def read_by_script(page, items, typed):
    rules = [rule_of(item) for item in items]
    return page.evaluate("([items, typed]) => window.footholdRouting.read(items, typed)", [rules, typed])


def read_by_site(items, typed):
    found = read_given(items, typed)
    kinds = {item.code: item.kind for item in items}
    asked = [item.code for item in items if is_asked(item, kinds, found.answers)]
    faults = {code: fault for code, fault in found.faults.items() if kinds[code] != "text"}
    return {"asked": asked, "answers": found.answers, "faults": faults}


def gated(kind, rule, then="single"):
    """A question of a kind, and one that is asked by the answer to it."""
    return [
        QuestionnaireItem(code="A1", kind=kind, options=OFFERED.get(kind, [])),
        QuestionnaireItem(code="A2", kind=then, options=YES_NO, asked_if={"question": "A1", "is": rule}),
    ]


@how(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=questionnaires(), typed=st.dictionaries(st.sampled_from(CODES), st.lists(TYPED, max_size=3)))
@example(items=gated("single", [1]), typed={"A1": ["dk"], "A2": ["1"]})
@example(items=gated("single", [1]), typed={"A2": ["1"]})
@example(items=gated("multiple", [14]), typed={"A1": ["1", "14"], "A2": ["1"]})
@example(items=gated("multiple", [2]), typed={"A1": ["none"], "A2": ["1"]})
@example(items=gated("count", [0]), typed={"A1": ["0"], "A2": ["1"]})
@example(items=gated("count", [0], then="text"), typed={"A1": ["٢"], "A2": ["words"]})
@example(items=gated("text", [1]), typed={"A1": ["1"], "A2": ["1"]})
def test_phone_and_site_agree_on_answers_faults_and_who_is_asked(script, items, typed):
    assert read_by_script(script, items, typed) == read_by_site(items, typed)
