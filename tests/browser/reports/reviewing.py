"""The commissioner's part: review, replies, the gate, and the page for everybody."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.reports.writing import press

REASON = "Say what happens to the hall."


def send_back(page, seen):
    """Return the version; without a reason that cannot be done."""
    page.get_by_role("link", name="Return…").click()
    press(page, "Return it")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    seen(page)
    page.get_by_label("What has to be put right?").fill(REASON)
    press(page, "Return it")
    expect(page.get_by_text("Returned. Whoever writes it finds your reason on its page.")).to_be_visible()


def accept(page, seen):
    page.get_by_role("link", name="Accept…").click()
    seen(page)
    press(page, "Accept it")
    expect(page.get_by_text("Accepted.", exact=True)).to_be_visible()


def publish(page, seen):
    page.get_by_role("link", name="Publish…").click()
    seen(page)
    page.get_by_label("I have read it").check()
    press(page, "Publish it")
    expect(page.get_by_text("Published.", exact=True)).to_be_visible()
    seen(page)


def answer(page, remark, seen):
    """Reply to a remark on the report, and say what came of it."""
    page.get_by_role("link", name=remark).click()
    page.get_by_label("Your reply").fill("The council looks for rooms until May.")
    press(page, "Reply")
    expect(page.get_by_text("Your reply is saved.")).to_be_visible()
    seen(page)
    page.get_by_role("link", name="Settle it…").click()
    seen(page)
    page.get_by_role("textbox", name="What came of it").fill("The report says so now.")
    press(page, "Settle it")
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
    seen(page)


def decide(page, seen):
    """The gate after stage 2: its report is ready, and the programme continues."""
    page.goto("/programmes/quay/contract/stages/2/gate/")
    line = page.get_by_role("listitem").filter(has_text="“Report of stage 2”: version 1")
    expect(line).to_contain_text("version 1, accepted 20 March 2026, published 20 March 2026")
    expect(line.locator(".fh-list__when")).to_have_text("Ready")
    seen(page)
    page.get_by_role("radio", name=re.compile("^Continue(?! with)")).check()
    page.get_by_label("Reasons").fill("More people take part, beyond chance.")
    press(page, "Check before deciding")
    expect(page.get_by_role("heading", name="Check before deciding")).to_be_visible()
    seen(page)
    press(page, "Decide: continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gate 2: continue")
    seen(page)


def open_page(page, seen):
    """Open the page for everybody to those who have the link; its path."""
    page.goto("/programmes/quay/steering/")
    seen(page)
    page.get_by_role("link", name="Page for everybody").click()
    page.get_by_label("Whoever has the link").check()
    page.get_by_label("I have looked at the preview").check()
    press(page, "Save")
    seen(page)
    return _path_of(page)


def renew_link(page, seen):
    """End the secret link and make another; its path."""
    page.get_by_role("link", name="Another link…").click()
    seen(page)
    press(page, "End it and make another")
    expect(page.get_by_text("The old one leads nowhere.")).to_be_visible()
    return _path_of(page)


def _path_of(page):
    return urlsplit(page.get_by_label("Address of the page").input_value()).path
