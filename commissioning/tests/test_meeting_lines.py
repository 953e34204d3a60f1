"""What is typed one to a line is read whole, and every fault is told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.meeting_lines import read_attendees, read_papers, repeated


def test_people_are_read_with_or_without_where_they_are_from():
    people, faults = read_attendees("Ann Lee, Quay Street\n\n  Bo Ek\nCy Day; Health centre, North\nDi Fox\tCouncil\n")
    assert [tuple(person) for person in people] == [
        (1, "Ann Lee", "Quay Street"),
        (3, "Bo Ek", ""),
        (4, "Cy Day", "Health centre, North"),
        (5, "Di Fox", "Council"),
    ]
    assert faults == []


def test_every_faulty_line_of_people_is_told_by_its_number():
    people, faults = read_attendees(f"Ann Lee\n, Quay Street\n{'x' * 151}\nBo Ek")
    assert [person.name for person in people] == ["Ann Lee", "Bo Ek"]
    assert [fault.split(":")[0] for fault in faults] == ["Line 2", "Line 3"]


def test_people_written_twice_are_told_whatever_the_case_of_their_letters():
    people, _ = read_attendees("Ann Lee\nBo Ek\nann LEE, Quay Street")
    assert repeated(people) == ["Line 3: ann LEE stands on line 1 already."]


def test_more_lines_than_a_meeting_has_people_are_refused():
    _, faults = read_attendees("\n".join(f"Person {n}" for n in range(201)))
    assert faults == ["At most 200 lines at once; these are 201."]


@pytest.mark.parametrize(
    ("line", "title", "link"),
    [
        ("Progress report", "Progress report", ""),
        ("Budget, actuals and plan", "Budget, actuals and plan", ""),
        ("Budget, actuals, https://example.org/b?x=1,2", "Budget, actuals", "https://example.org/b?x=1,2"),
        ("Progress report https://example.org/p", "Progress report", "https://example.org/p"),
        ("Progress report,https://example.org/p", "Progress report", "https://example.org/p"),
        ("Progress\thttps://example.org/p", "Progress", "https://example.org/p"),
        ("Plan,https://example.org/p?x=1,2", "Plan", "https://example.org/p?x=1,2"),
    ],
)
def test_paper_is_read_with_its_link(line, title, link):
    papers, faults = read_papers(line)
    assert [tuple(paper) for paper in papers] == [(1, title, link)]
    assert faults == []


def test_every_faulty_line_of_papers_is_told_by_its_number():
    papers, faults = read_papers(f"Report, www.example.org\nhttps://example.org/p\n{'x' * 201}\nPlan, https://nowhere")
    assert papers == []
    assert [fault.split(":")[0] for fault in faults] == ["Line 1", "Line 2", "Line 3", "Line 4"]


# Anything that people type in one line: no line breaks, no separators, no blanks around it.
WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters=",;"), min_size=1, max_size=40)
# Nor what an address begins with.
PLAIN = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters=",;:/."), min_size=1, max_size=40)


@given(
    st.lists(st.tuples(WORDS, st.one_of(st.just(""), WORDS)), max_size=20), st.sampled_from([", ", ";", "\t", " ,  "])
)
def test_people_written_out_are_read_back_whatever_stands_between(people, between):
    text = "\n".join(f"{name}{between}{organisation}" if organisation else name for name, organisation in people)
    found, faults = read_attendees(text)
    assert [(person.name, person.organisation) for person in found] == people
    assert faults == []


@given(st.lists(st.tuples(WORDS, WORDS), max_size=20))
def test_every_line_of_papers_is_read_or_told_and_none_is_lost(lines):
    """Whatever is typed: each line comes back as a paper with its title, or as a fault with its number."""
    found, faults = read_papers("\n".join(f"{first} {second}" for first, second in lines))
    assert len(found) + len(faults) == len(lines)
    assert [paper.line for paper in found] == sorted({paper.line for paper in found})


@given(PLAIN, st.sampled_from(["", "https://example.org/p", "http://example.org/a?x=1,2;3"]))
def test_paper_written_out_is_read_back_with_its_link(title, link):
    found, faults = read_papers(f"{title}, {link}" if link else title)
    assert faults == []
    assert [(paper.title, paper.link) for paper in found] == [(title, link)]
