"""Public links: opened, closed, renewed, and drawn as codes."""

from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
import segno
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from surveys.actions.links import close_links, open_links, renew_link
from surveys.doors import door_at
from surveys.links.addresses import answer_address, typed
from surveys.links.openness import openness_of
from surveys.links.qr_codes import MARGIN, PNG_SCALE, qr_code, qr_png, qr_svg
from surveys.models import Questionnaire, Sample, Wave, WaveLocked
from surveys.tests.links.worlds import TODAY, a_wave

ADDRESS = "https://foothold.example/answer/k3m9x2pq/"


def drawn(code):
    """The dark modules of a QrCode, read from its path as a drawing program would."""
    dark = set()
    for dash in code.path.split("M")[1:]:
        start, _, length = dash.partition("h")
        column, row = start.split()
        dark |= {(int(float(row)), int(column) + step) for step in range(int(length))}
    return [[(row, column) in dark for column in range(code.size)] for row in range(code.size)]


def of_segno(address):
    """The same code as the library makes it, with its margin."""
    return [[bool(module) for module in row] for row in segno.make(address, error="m").matrix_iter(border=MARGIN)]


@given(st.text(st.sampled_from("abcdefghjkmnpqrstuvwxyz23456789-"), min_size=1, max_size=40))
def test_code_of_any_address_is_drawn_as_the_library_makes_it(code):
    address = f"https://foothold.example/answer/{code}/"
    assert drawn(qr_code(address)) == of_segno(address)


def test_code_on_the_page_is_that_of_its_address():
    assert drawn(qr_code(ADDRESS)) == of_segno(ADDRESS)
    assert drawn(qr_code(ADDRESS)) != of_segno(ADDRESS.replace("k", "h"))


def test_files_of_the_code_show_the_same_dark_on_light():
    picture = Image.open(BytesIO(qr_png(ADDRESS))).convert("1")
    size = qr_code(ADDRESS).size
    middle = PNG_SCALE // 2
    at = [
        [picture.getpixel((PNG_SCALE * x + middle, PNG_SCALE * y + middle)) == 0 for x in range(size)]
        for y in range(size)
    ]
    assert at == of_segno(ADDRESS)
    rectangle, path = ElementTree.fromstring(qr_svg(ADDRESS))  # noqa: S314 - we have just written it
    assert rectangle.get("fill") == "#ffffff"
    assert path.get("d") == qr_code(ADDRESS).path
    assert "style" not in qr_svg(ADDRESS)


def test_address_to_type_is_short():
    assert typed(ADDRESS) == "foothold.example/answer/k3m9x2pq"


@pytest.mark.django_db
class TestActions:
    @pytest.fixture
    def wave(self):
        return a_wave(places=("Quayside", "Ropewalk"), takes_answers_online=False)

    def test_opening_makes_a_link_for_each_neighbourhood_and_twice_is_once(self, wave):
        open_links(wave=wave, by=None)
        codes = set(wave.samples.values_list("link_code", flat=True))
        records = wave.history.count()
        open_links(wave=wave, by=None)
        assert len(codes) == 2
        assert set(wave.samples.values_list("link_code", flat=True)) == codes
        assert wave.history.count() == records
        with time_machine.travel(TODAY):
            assert [door_at(code).why_closed() for code in codes] == ["", ""]

    def test_address_of_a_link_is_where_its_door_is(self, wave):
        open_links(wave=wave, by=None)
        sample = wave.samples.first()
        assert answer_address(sample.link_code).endswith(reverse("answering:door", args=[sample.link_code]))

    def test_closing_keeps_the_links_for_later(self, wave):
        open_links(wave=wave, by=None)
        code = wave.samples.first().link_code
        close_links(wave=wave, by=None)
        close_links(wave=wave, by=None)
        assert door_at(code).why_closed(TODAY) == "closed"
        open_links(wave=wave, by=None)
        assert wave.samples.first().link_code == code

    def test_renewed_link_ends_the_old_one_and_the_same_form_again_ends_nothing(self, wave):
        open_links(wave=wave, by=None)
        sample = wave.samples.first()
        renewed = renew_link(sample=sample, ends=sample.link_code, by=None)
        assert door_at(sample.link_code) is None
        assert door_at(renewed.link_code).sample == sample
        assert renew_link(sample=sample, ends=sample.link_code, by=None).link_code == renewed.link_code
        assert renew_link(sample=sample, ends="", by=None).link_code == renewed.link_code

    def test_what_was_done_stands_in_the_record_of_the_wave(self, wave):
        open_links(wave=wave, by=None)
        sample = wave.samples.first()
        renew_link(sample=sample, ends=sample.link_code, by=None)
        close_links(wave=wave, by=None)
        reasons = [record.history_change_reason for record in wave.history.all()]
        assert reasons[:3] == [
            "Answering on line closed",
            "Public link renewed: Quayside",
            "Answering on line opened; public links made: 2",
        ]

    def test_locked_wave_refuses(self, wave):
        sample = wave.samples.first()
        Sample.objects.filter(pk=sample.pk).update(link_code="abcd2345")
        Wave.objects.filter(pk=wave.pk).update(weighted_at="2024-10-01T00:00Z", locked_at="2024-10-01T00:00Z")
        for act in (
            lambda: open_links(wave=wave, by=None),
            lambda: close_links(wave=wave, by=None),
            lambda: renew_link(sample=sample, ends="abcd2345", by=None),
        ):
            with pytest.raises(WaveLocked):
                act()
        assert Sample.objects.get(pk=sample.pk).link_code == "abcd2345"


@pytest.mark.parametrize(
    ("opened", "on", "works", "warns", "words"),
    [
        (True, date(2024, 9, 1), True, False, "Open. Links work until 30 September 2024"),
        (True, date(2024, 9, 30), True, False, "Open."),
        (True, date(2024, 8, 31), False, True, "links work only from 1 September 2024 to 30 September 2024"),
        (True, date(2024, 10, 1), False, True, "Fieldwork ended on 30 September 2024"),
        (False, date(2024, 9, 10), False, False, "Closed. Once it is opened, links work from 1 September 2024"),
        (False, date(2024, 10, 1), False, False, "Fieldwork ended"),
    ],
)
def test_openness_says_on_which_days_links_work(opened, on, works, warns, words):
    days = {"starts_on": date(2024, 9, 1), "ends_on": date(2024, 9, 30)}
    wave = Wave(questionnaire=Questionnaire(), takes_answers_online=opened, **days)
    openness = openness_of(wave, on)
    assert (openness.is_working, openness.is_warning) == (works, warns)
    assert words in openness.words
