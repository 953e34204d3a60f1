"""Those who read: a member of the steering group, and a resident without an account."""

import re

from playwright.sync_api import expect

from tests.browser.reports.writing import press
from tests.stage_two import STAFF

REMARK = "What happens if the hall closes?"


def read_as_the_group(page, seen):
    """The report that was handed in, found on the page of the steering group."""
    page.goto("/programmes/quay/steering/")
    names_nobody(page)
    page.get_by_role("region", name="Reports to read").get_by_role("link", name="Report of stage 2, version 1").click()
    expect(page.get_by_role("article")).to_contain_text("A crossing was built")
    expect(page.get_by_role("link", name="Return…")).to_have_count(0)
    names_nobody(page)
    seen(page)


def comment_on_the_summary(page, seen):
    page.get_by_role("link", name=re.compile("^Summary ?: comment on it$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Comment on Report of stage 2, version 1: Summary")
    seen(page)
    page.get_by_role("textbox", name="Comment").fill(REMARK)
    press(page, "Save")
    expect(page.get_by_text("Your comment is saved.")).to_be_visible()
    names_nobody(page)
    seen(page)


def names_nobody(page):
    """No name of anybody who runs the programme is on the page."""
    words = page.locator("body").inner_text() + page.content()
    assert [name for name in STAFF if name in words] == [], page.url


def read_as_a_resident(phone, path, seen):
    """The six goals on a phone, and the PDF of the report: its bytes."""
    phone.goto(path)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Community development in Quayside")
    expect(phone.locator(".fh-goal")).to_have_count(6)
    tile = phone.locator(".fh-goal").first
    for words in ("30%", "(21 to 40)", "n 613", "baseline 14%", "up 16 points (2 to 28)", "Clear rise"):
        expect(tile).to_contain_text(words)
    names_nobody(phone)
    seen(phone)
    assert phone.context.cookies() == []
    return pdf_of(phone)


def pdf_of(page):
    """The bytes of the PDF of the report that the page for everybody links to, as whoever has no account gets them."""
    link = page.get_by_role("link", name="PDF").first
    answer = page.request.get(link.get_attribute("href"))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return answer.body()


def downloaded_pdf(page):
    """The bytes of the PDF that a member saves from the report's page."""
    with page.expect_download() as got:
        page.get_by_role("region", name="Files").get_by_role("link", name="PDF").click()
    return got.value.path().read_bytes()
