"""The main job, as people do it: a file with faults comes in, is mended, weighted, locked, and its change is read."""

import csv
import io
import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from evaluation.tests.factories import surveyed
from surveys.models import Response, Wave

pytestmark = pytest.mark.browser

PASSWORD = "a long password"
PEOPLE = 300


@pytest.fixture
def programme(db):
    """Ropewalk with its baseline locked: 21 of 300 active. The follow-up is still to be held."""
    programme, _ = surveyed({"Ropewalk": [(21, PEOPLE)]}, purposes=["baseline"], method="poststratify")
    for role in Role:
        user = UserFactory(email=f"{role}@example.org", name=f"A {role.label}", password=PASSWORD)
        MembershipFactory(programme=programme, user=user, role=role)
    return programme


def answers_file(code, faults):
    """36 of 300 active, each sex and age band alike; with `faults`, three rows that cannot be right."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["id", "area", "sex", "age", "R2", "R4"])
    ages = [20, 30, 50, 70]
    rows = [[f"P{n:03d}", code, n % 2 + 1, ages[n // 2 % 4], 1 if n < 36 else 2, 2] for n in range(PEOPLE)]
    if faults:
        rows[4][4], rows[9][3], rows[14][1] = "often", "14", "E05999999"
    writer.writerows(rows)
    return {"name": "answers.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}


def sign_in_by_form(page, role):
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(f"{role}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Primary")).to_be_visible()


def open_wave(page, programme):
    page.get_by_role("link", name="Surveys").first.click()
    page.get_by_role("link", name="Open a wave").first.click()
    page.get_by_label("Name").fill("Follow-up 2026")
    page.get_by_label("Questionnaire").select_option(index=1)
    page.get_by_label("Follow-up: compared with the baseline").check()
    page.get_by_label("First day of fieldwork").fill("2026-10-01")
    page.get_by_label("Last day of fieldwork").fill("2026-10-28")
    page.get_by_label(re.compile("^All")).check()
    page.get_by_role("button", name="Open the wave").click()
    expect(page.get_by_role("heading", name="Follow-up 2026")).to_be_visible()


def upload(page, file):
    page.get_by_role("link", name="Import answers").click()
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Upload and look at the columns").click()
    page.get_by_role("button", name="Check the file").click()


@time_machine.travel(date(2026, 11, 22), tick=True)
def test_evaluator_takes_a_faulty_file_to_a_verdict(page, programme, assert_accessible):
    code = programme.neighbourhoods.get().code
    sign_in_by_form(page, Role.EVALUATOR)
    open_wave(page, programme)
    wave = Wave.objects.get(name="Follow-up 2026")

    upload(page, answers_file(code, faults=True))
    expect(page.get_by_text("297 rows ready to import")).to_be_visible()
    for fault in ("often", "14", "E05999999"):
        expect(page.get_by_role("cell", name=fault, exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Discard this file").click()
    assert Response.objects.of_wave(wave).count() == 0

    page.goto(wave.get_absolute_url())
    upload(page, answers_file(code, faults=False))
    page.get_by_role("button", name="Import 300 rows").click()
    expect(page.get_by_text("300 of 300").first).to_be_visible()
    assert Response.objects.of_wave(wave).count() == PEOPLE

    page.goto(wave.get_absolute_url())
    upload(page, answers_file(code, faults=False))
    expect(page.get_by_text("Nothing new to import")).to_be_visible()

    page.goto(wave.get_absolute_url())
    page.get_by_role("link", name="Go to the weights").click()
    page.get_by_role("button", name="Compute weights").click()
    page.get_by_role("link", name="Go on to the lock").click()
    expect(page.get_by_text("Ready to lock")).to_be_visible()
    page.get_by_role("button", name="Lock this wave").click()
    expect(page.get_by_text("Its answers and weights can no longer change.", exact=True)).to_be_visible()
    assert_accessible(page)

    page.get_by_role("link", name="Overview").first.click()
    tile = page.locator(".fh-goal").first
    expect(tile).to_contain_text("12%")
    expect(tile).to_contain_text("baseline 7%")
    expect(tile).to_contain_text("up 5 points (0.3 to 9.8)")
    expect(tile).to_contain_text("Clear rise")
    assert_accessible(page)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_signs_in_and_sees_only_what_it_may_do(page, programme, role):
    sign_in_by_form(page, role)
    expect(page.get_by_role("heading", level=1)).to_have_text(programme.name)
    page.get_by_role("link", name="Surveys").first.click()
    may_run = role == Role.EVALUATOR
    expect(page.get_by_role("link", name="Open a wave")).to_have_count(1 if may_run else 0)
    page.get_by_role("link", name="Neighbourhoods").first.click()
    may_import = role in (Role.EVALUATOR, Role.COMMISSIONER, Role.COORDINATOR)
    expect(page.get_by_role("link", name="Official area files")).to_have_count(1 if may_import else 0)
