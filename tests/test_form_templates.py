"""Forms on every page: label, hint, error, input, in that order, and a summary that links to each fault."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms


class Visit(forms.Form):
    place = forms.CharField(label="Where?", help_text="As people call it.", error_messages={"required": "Say where"})
    length = forms.ChoiceField(
        label="How long?",
        widget=forms.RadioSelect,
        choices=[("1", "1 hour"), ("2", "<2 hours>")],
        error_messages={"required": "Choose how long"},
    )
    notes = forms.CharField(label="What happened?", required=False)
    told = forms.BooleanField(label="The group knows", error_messages={"required": "Say that the group knows"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


def order_of(page, *parts):
    places = [page.index(part) for part in parts]
    return places == sorted(places)


@pytest.fixture
def faulty():
    return render_crispy_form(Visit({}))


def test_hint_and_error_stand_between_label_and_input(faulty):
    assert order_of(faulty, "Where?", "As people call it.", 'id="id_place_error"', 'name="place"')


def test_summary_comes_first_and_links_to_each_field(faulty):
    assert order_of(faulty, "There is a problem", "Where?")
    for target in ("id_place", "id_length_0", "id_told"):
        assert f'href="#{target}"' in faulty
        assert f'id="{target}"' in faulty


def test_error_and_hint_are_tied_to_their_input(faulty):
    described = re.search(r'name="place"[^>]*aria-describedby="([^"]+)"', faulty)[1].split()
    assert all(f'id="{each}"' in faulty for each in described)
    assert len(described) == 2


def test_only_what_may_stay_empty_is_marked(faulty):
    assert faulty.count("(optional)") == 1
    assert order_of(faulty, "What happened?", "(optional)", 'name="notes"')


def test_what_some_answers_need_is_not_called_optional():
    page = render_crispy_form(type("Sometimes", (Visit,), {"needed_sometimes": ("notes",)})())
    assert "(optional)" not in page


def test_choices_are_labelled_inputs_in_a_fieldset_and_escaped(faulty):
    assert order_of(faulty, "<fieldset", "<legend>", 'for="id_length_0"', "1 hour", "</fieldset>")
    assert "&lt;2 hours&gt;" in faulty


def test_answered_choice_stays_chosen():
    page = render_crispy_form(Visit({"length": "2"}))
    assert re.search(r'value="2"[^>]*checked', page)
    assert not re.search(r'value="1"[^>]*checked', page)


def test_form_without_faults_has_no_summary():
    assert "There is a problem" not in render_crispy_form(Visit())


def test_form_holds_nothing_a_strict_policy_forbids(faulty):
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", faulty)
