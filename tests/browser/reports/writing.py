"""The coordinator's part: a report begun, worded, handed in, mended, and corrected by a new version."""

import re

from playwright.sync_api import expect

WORDS = {
    "Summary": "More people take part than two years ago.\n\n- The forum meets every month\n- A crossing was built",
    "What was learned": "Listening first takes longer than we planned.",
    "Recommendations": "Go on in the first cohort, and begin in the second.",
}
MEANWHILE = "More people take part."
MENDED = WORDS["Summary"] + "\n\nThe hall may close in May."
SLIP = "The hall closes in June, not in May."


def seen_before(page):
    """Said in place of `seen` where a page looks as it did earlier on the way: a report takes long to go through."""


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def begin(page, seen):
    """From the evidence on the overview to a draft of the report of stage 2."""
    page.goto("/programmes/quay/")
    page.get_by_role("navigation").get_by_role("link", name="Reports", exact=True).first.click()
    seen(page)
    page.get_by_role("row", name="Stage 2").get_by_role("link", name="Begin to write it").click()
    seen(page)
    press(page, "Draft it")
    expect(page.get_by_text("“Report of stage 2” is drafted from the evidence of today.")).to_be_visible()


def read_the_draft(page, seen):
    """What is drafted: figures with their verdicts, the work, money, issues and effects; and nothing that is hidden."""
    article = page.get_by_role("article", name="Report of stage 2")
    for words in (
        "Cohort 1: 30% active, up from 14%.",
        "Too few answers, so no figure is shown",
        "Hold the forum",
        "Half-way talk",
        "Met: 2 of 2.",
        "£81,000",
        "A crossing",
        "They cook together",
    ):
        expect(article).to_contain_text(words)
    seen(page)


def learn_what_is_missing(page, seen):
    page.get_by_role("link", name="Check before handing in").click()
    expect(page.get_by_text("The report needs words in 3 more sections:")).to_be_visible()
    expect(page.get_by_role("button", name="Hand it in")).to_have_count(0)
    seen(page)


def write(page, title, words):
    """Word a section from the report's own page, which is open again afterwards."""
    page.get_by_role("link", name=re.compile(f"^(Write|Edit) {title}$")).click()
    page.get_by_label(f"{title}: your words").fill(words)
    press(page, "Save")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def write_in_two_tabs(page, seen):
    """The same section open twice: what is typed in the second stays there, beside what was saved in the first."""
    page.get_by_role("link", name="Write Summary").click()
    seen(page)
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label("Summary: your words").fill(MEANWHILE)
    press(page, "Save")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    words = other.get_by_label("Summary: your words")
    words.fill(WORDS["Summary"])
    press(other, "Save")
    expect(other.get_by_text("There is a problem")).to_be_visible()
    expect(words).to_have_value(WORDS["Summary"])
    expect(other.get_by_role("region", name="What stands in the report now")).to_contain_text(MEANWHILE)
    seen(other)
    press(other, "Save")
    expect(other.get_by_text("Saved.", exact=True)).to_be_visible()
    other.close()
    page.reload()
    expect(page.get_by_role("article")).to_contain_text("The forum meets every month")


def hand_in(page, seen):
    """Check it once more, hand it in, and wait for its files."""
    page.get_by_role("link", name="Check before handing in").click()
    expect(page.get_by_role("heading", name="Ready", exact=True)).to_be_visible()
    seen(page)
    press(page, "Hand it in")
    expect(page.get_by_text("Handed in. Its files are being made.")).to_be_visible()
    expect(page.get_by_role("region", name="Files").get_by_role("listitem")).to_have_count(4)
    seen(page)


def mend(page, reason, seen):
    """Find the reason on the report's page, mend its summary, and hand it in again."""
    page.reload()
    expect(page.get_by_text(reason).first).to_be_visible()
    seen(page)
    write(page, "Summary", MENDED)
    hand_in(page, seen_before)


def correct(page, seen):
    """A second version that says what changed, handed in."""
    page.get_by_role("link", name="Correct it by a new version…").click()
    seen(page)
    press(page, "Begin version 2")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    page.get_by_label("What changes, and why?").fill(SLIP)
    press(page, "Begin version 2")
    expect(page.get_by_text("Version 2 begins with the words of version 1.")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text(SLIP)
    seen(page)
    write(page, "Summary", MENDED.replace("May", "June"))
    hand_in(page, seen_before)
