"""The evaluator's work at a desk, page by page: from the menu of questions to the lock."""

import csv
import io
import re
from urllib.parse import urlsplit

from django.urls import reverse
from playwright.sync_api import expect

WAVES = reverse("surveys:wave-list", args=["quay"])
ASKED = ("R2", "R4", "R5", "R7", "R8", "R11", "R14", "R17", "R20", "R21", "R23", "R24")
ARABIC = {
    "introduction": "هذه الأسئلة عن الحياة في حيّك.",
    "R2 wording": "هل شاركت في أنشطة مجموعة محلية خلال الاثني عشر شهرًا الماضية؟",
    "R2 option 1": "نعم",
    "R2 option 2": "لا",
    "R4 wording": "هل قدمت مساعدة تطوعية لأي مجموعة؟",
    "R4 option 1": "نعم",
    "R4 option 2": "لا",
}


def go_to(page, part, seen):
    """Open a part of the draft or of the wave by its row of links."""
    page.locator("nav.fh-subnav").get_by_role("link", name=part, exact=True).click()
    seen(page)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def draft(page, seen):
    """Pick the questions on the menu; at the end the draft's own page is open."""
    page.goto(WAVES)
    seen(page)
    page.get_by_role("link", name="Questionnaires").first.click()
    seen(page)
    page.get_by_role("link", name="Draft a questionnaire").first.click()
    page.get_by_label("Title").fill("Life in Ropewalk")
    for code in ASKED:
        page.get_by_role("checkbox", name=re.compile(rf"^{code} ")).check()
    expect(page.locator("#ticked")).to_contain_text("Active in the community")
    seen(page)
    press(page, "Save the draft")
    expect(page.locator("#h-asked + p")).to_contain_text("12")
    seen(page)


def translate(page, seen):
    """Choose Arabic, take its texts down, and bring them back with a few of them translated."""
    go_to(page, "Languages", seen)
    page.get_by_role("checkbox", name=re.compile("Arabic")).check()
    press(page, "Save the choice")
    with page.expect_download() as got:
        page.get_by_role("link", name=re.compile("^Down as CSV")).click()
    page.get_by_role("link", name=re.compile("^Up from CSV")).click()
    seen(page)
    page.locator("input[type=file]").set_input_files(_translated(got.value.path()))
    press(page, "Take it in")
    # "Yes" and "No" are translated wherever they stand, so more texts are kept than were written.
    kept = page.get_by_text(re.compile(r"\d+ texts kept in Arabic\."))
    expect(kept).to_be_visible()
    assert int(kept.inner_text().split()[0]) > len(ARABIC)
    seen(page)
    page.get_by_role("link", name="As it will be seen", exact=True).click()
    expect(page.get_by_text(ARABIC["R2 wording"])).to_be_visible()
    seen(page)


def _translated(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([what, english, ARABIC.get(what, translation)] for what, english, translation in rows)
    return {"name": "arabic.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}


def open_pilot(page, seen):
    """The path of the link at which the draft is tried."""
    go_to(page, "Try it", seen)
    press(page, "Open a link")
    address = page.get_by_label("Link for tries").input_value()
    seen(page)
    return urlsplit(address).path


def publish(page, seen):
    go_to(page, "Questions", seen)
    page.get_by_role("link", name="Publish…").click()
    seen(page)
    press(page, "Publish")
    expect(page.get_by_text("is published. Waves can now be opened with it.")).to_be_visible()
    seen(page)


def open_wave(page, first, last, seen):
    """Open a wave in Ropewalk on the days of its fieldwork."""
    page.goto(WAVES)
    page.get_by_role("link", name="Open a wave").first.click()
    page.get_by_label("Name").fill("Second year")
    page.get_by_label("Questionnaire").select_option(label="Life in Ropewalk, version 1")
    page.get_by_label("Follow-up: compared with the baseline").check()
    page.get_by_label("First day of fieldwork").fill(first.isoformat())
    page.get_by_label("Last day of fieldwork").fill(last.isoformat())
    page.get_by_label("Only those ticked below").check()
    page.get_by_role("checkbox", name="Ropewalk").check()
    seen(page)
    press(page, "Open the wave")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second year")
    seen(page)


def open_links(page, seen):
    """Open answering on line; the path of Ropewalk's public link."""
    go_to(page, "Ways to answer", seen)
    press(page, "Open answering on line")
    address = page.get_by_label("Public link").input_value()
    seen(page)
    return urlsplit(address).path


def decide_flag(page, seen):
    """Exclude the one answer that the checks noticed."""
    go_to(page, "Quality", seen)
    expect(page.locator("#h-flags + p")).to_have_text("1 listed")
    page.get_by_role("link", name=re.compile(r"^Answer \d+$")).click()
    expect(page.get_by_text("The same 10 answers as answer")).to_be_visible()
    seen(page)
    page.get_by_label("Exclude: the answers stay stored and count in no figure").check()
    page.get_by_label("Reason").fill("Sent twice from one phone, says the interviewer.")
    press(page, "Save the decision")
    expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()
    seen(page)


def weigh(page, seen):
    go_to(page, "Weights", seen)
    press(page, "Compute weights")
    expect(page.get_by_role("heading", name="In detail")).to_be_visible()
    seen(page)


def keep_until_suggested(page, seen):
    """Say how long single answers stay: until the day that the page suggests."""
    page.get_by_role("link", name=re.compile("^Say how long")).click()
    seen(page)
    press(page, "Save the day")
    seen(page)


def lock(page, seen):
    """Lock the wave, of which nothing is left to be done."""
    go_to(page, "Lock", seen)
    expect(page.get_by_text("Ready to lock")).to_be_visible()
    ready = page.locator("#h-ready").locator("xpath=ancestor::section")
    expect(ready.get_by_role("listitem").filter(has_text="Done: ")).to_have_count(ready.get_by_role("listitem").count())
    expect(ready).to_contain_text("305 answers have come in.")
    press(page, "Lock this wave")
    expect(page.get_by_text("Its answers and weights can no longer change.", exact=True)).to_be_visible()
    seen(page)
