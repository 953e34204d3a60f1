"""How answers come in: a try, residents at the link, interviews at the door, keyed paper, a file of KoboToolbox."""

from playwright.sync_api import expect

from tests.browser.interviewing import phone as door
from tests.browser.surveys.desk import ARABIC, go_to, press
from tests.browser.surveys.kobo import Form

AGREE, DISAGREE = "Agree", "Disagree"
# By code, the words of an option or what is typed. Somebody who helps a group, and so is active.
HELPER = {
    "R2": "No", "R4": "Yes", "R5": "At least once a month", "R7": "Yes", "R8": "No", "R11": "4", "R14": AGREE,
    "R17": AGREE, "R20": "Yes", "R21": "No", "R23": "At least once a month", "R24": "It has made it better",
}  # fmt: skip
# Somebody who takes part in nothing: R5 and R24 are not asked.
HERMIT = {
    "R2": "No", "R4": "No", "R7": "No", "R8": "Yes", "R11": "0", "R14": DISAGREE, "R17": DISAGREE, "R20": "No",
    "R21": "Yes", "R23": "Not at all",
}  # fmt: skip
PEOPLE, TAKE_PART, HELP = 300, 24, 12


def try_draft(phone, link, seen):
    """A tester says of one question what is unclear, and leaves the rest out."""
    phone.goto(link)
    seen(phone)
    press(phone, "Begin")
    expect(phone.get_by_text("This is a try. Your answers do not count.")).to_be_visible()
    phone.get_by_label("Yes", exact=True).check()
    phone.get_by_label("Was anything unclear? (optional)").fill("Does the choir count?")
    press(phone, "Show all questions on one page")
    seen(phone)
    press(phone, "Continue")
    seen(phone)
    press(phone, "Send my answers")
    phone.wait_for_url("**/thanks/")
    seen(phone)


def answer_in_english(phone, link, seen):
    """A resident answers question by question; the last answers are about themselves."""
    phone.goto(link)
    seen(phone)
    press(phone, "Begin")
    for code, said in HELPER.items():
        field = phone.locator(f"[name='{code}']").first
        expect(field).to_be_attached()
        if said.isdecimal():
            field.fill(said)
        else:
            phone.get_by_label(said, exact=True).check()
        if code in ("R2", "R11"):
            seen(phone)
        press(phone, "Continue")
    phone.get_by_label("a woman").check()
    phone.get_by_label("25 to 44").check()
    seen(phone)
    press(phone, "Continue")
    seen(phone)
    press(phone, "Send my answers")
    phone.wait_for_url("**/thanks/")
    seen(phone)


def answer_in_arabic(phone, link, seen):
    """A resident answers all on one page, from right to left; what is not translated stands there in English."""
    phone.goto(link)
    phone.get_by_role("link", name="العربية").click()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.get_by_text(ARABIC["introduction"])).to_be_visible()
    seen(phone)
    press(phone, "ابدأ")
    expect(phone.get_by_role("heading", level=1)).to_have_text(ARABIC["R2 wording"])
    choice = phone.locator("label.fh-choice", has_text="نعم")
    assert choice.locator("input").bounding_box()["x"] > choice.locator("span").bounding_box()["x"]
    seen(phone)
    press(phone, "اعرض كل الأسئلة في صفحة واحدة")
    for code, said in HERMIT.items():
        words = {"Yes": "نعم", "No": "لا"}.get(said, said)
        field = phone.locator(f".fh-field:has([name='{code}'])")
        if said.isdecimal():
            field.get_by_role("textbox").fill(said)
        else:
            field.get_by_label(words, exact=True).check()
    seen(phone)
    press(phone, "متابعة")
    seen(phone)
    press(phone, "أرسل إجاباتي")
    phone.wait_for_url("**/thanks/")
    seen(phone)


def interview_without_signal(phone, wave, seen):
    """Two people at their doors, a woman and a man, while there is no signal; sent when it is back."""
    door.open_interviews(phone, wave)
    seen(phone)
    door.lose_signal(phone)
    for sex, said in (("A woman", HELPER), ("A man", HERMIT)):
        door.begin(phone, sex=sex, age="45 to 64")
        door.answer(phone, **{code: f"={words}" if words.isdecimal() else words for code, words in said.items()})
        door.go_on(phone)
    expect(door.waiting(phone)).to_have_text("Waiting to send: 2")
    seen(phone)
    door.find_signal(phone)
    expect(phone.locator("[data-waiting]")).to_be_hidden()


def key_twice(page, seen):
    """Ask for two keyings of each form."""
    go_to(page, "Paper", seen)
    press(page, "Key forms twice from now on")
    expect(page.locator("#h-twice + p")).to_have_text("On")


def key_forms(page, forms):
    """Key forms one after the other: figures by code, by the number of the form."""
    for number, figures in forms.items():
        expect(page.get_by_label("Form number")).to_have_value(str(number))
        for name, figure in figures.items():
            page.locator(f"[name='{name if name in ('sex', 'age_band') else f'q-{name}'}']").fill(figure)
        press(page, "Save and next form")


def import_export(page, wave, day, seen):
    """Take down the wave's own form, and bring back what KoboToolbox makes of it; nothing is changed by hand."""
    page.goto(wave.get_absolute_url())
    page.get_by_role("link", name="Import answers").click()
    seen(page)
    with page.expect_download() as got:
        page.get_by_role("link", name="The form of this wave (XLSForm)").click()
    form = Form.read(got.value.path().read_bytes())
    page.locator("input[type=file]").first.set_input_files(form.export(_collected(form, day), day))
    press(page, "Upload and look at the columns")
    expect(page.get_by_text("This looks like an export of KoboToolbox.")).to_be_visible()
    # Open only where no column is left to be looked at.
    expect(page.locator("details[open] > summary", has_text="matched by name")).to_be_visible()
    seen(page)
    press(page, "Check the file")
    expect(page.get_by_text(f"{PEOPLE} rows ready to import")).to_be_visible()
    seen(page)
    press(page, f"Import {PEOPLE} rows")
    expect(page.get_by_role("heading", name=f"{PEOPLE} answers imported")).to_be_visible()
    seen(page)
    page.get_by_role("link", name="Go to the wave").click()
    seen(page)


def _collected(form, day):
    """What a team collected: 36 of 300 active, each sex and age alike; what the last one said was sent twice."""
    [area] = form.choices["area"]
    sexes, ages = (_known(form.choices[which]) for which in ("sex", "age_band"))
    people = [*range(PEOPLE - 1), PEOPLE - 1 - len(sexes) * len(ages)]
    return [
        {"today": day, "consent": "yes", "area": area, "sex": sexes[n % 2], "age_band": ages[n // 2 % len(ages)]}
        | _figures(n)
        for n in people
    ]


def _known(choices):
    return [name for name in choices if name != "unknown"]


def _figures(n):
    """What the person of this number said, by code; no two said the same."""
    figures = {
        "R2": 1 if n < TAKE_PART else 2, "R7": n % 2 + 1, "R8": n // 2 % 2 + 1, "R11": n % 96, "R14": n // 96 + 1,
        "R17": n % 5 + 1, "R20": n % 2 + 1, "R21": 2 - n % 2, "R23": n % 4 + 1,
    }  # fmt: skip
    helps = TAKE_PART <= n < TAKE_PART + HELP
    figures |= {"R4": 1, "R5": n % 5 + 1} if helps else {"R4": 2}
    return figures if figures["R23"] == 4 else figures | {"R24": n % 3 + 1}
