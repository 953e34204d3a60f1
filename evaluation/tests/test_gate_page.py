"""The checklist as its page shows it: what waits first, late before early, and the rest folded away."""

from evaluation.gate_page import SHOWN_AT_FIRST, sections_of


def line(key, state, late=False):
    return {"key": key, "state": state, "late": late}


def section(*lines):
    (found,) = sections_of({"sections": [{"title": "Conditions of the gate before", "lines": list(lines)}]})
    return found


def keys(lines):
    return [line["key"] for line in lines]


def test_late_lines_come_first_then_open_explained_and_waived_ones():
    found = section(
        line("waived", "waived"),
        line("ready", "ready"),
        line("open", "open"),
        line("explained", "explained"),
        line("late", "open", late=True),
    )
    assert keys(found.first) == ["late", "open", "explained", "waived"]
    assert keys(found.ready) == ["ready"]
    assert found.words == "2 of 5 open, 1 late"
    assert found.slug == "conditions-of-the-gate-before"


def test_section_without_open_lines_says_what_its_lines_are():
    assert section(line("a", "ready"), line("b", "ready")).words == "all 2 ready"
    assert section(line("a", "ready")).words == "ready"
    assert section(line("a", "ready"), line("b", "explained"), line("c", "waived")).words == (
        "1 ready, 1 explained, 1 waived"
    )


def test_many_lines_are_folded_away_and_none_is_lost():
    lines = [line(str(n), "open") for n in range(SHOWN_AT_FIRST + 2)]
    found = section(*lines)
    assert len(found.first) == SHOWN_AT_FIRST
    assert keys([*found.first, *found.more]) == keys(lines)


def test_single_line_is_not_folded_away_alone():
    assert not section(*(line(str(n), "open") for n in range(SHOWN_AT_FIRST + 1))).more


def test_evidence_that_is_damaged_has_no_sections():
    assert sections_of({"about": {}}) == []
