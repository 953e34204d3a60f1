"""Forms of the evaluation room."""

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from commissioning.forms import wording

NO_COHORT = "none"


class IndicatorFileForm(forms.Form):
    """A TOML file of local indicators."""

    file = forms.FileField(
        label="Indicator file",
        help_text="TOML, at most 1 MB. The format is described in the documentation under data formats.",
        error_messages={"required": "Choose a file of indicators."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > 1024 * 1024:
            raise forms.ValidationError("The file is larger than 1 MB; a file of indicators is a few kilobytes.")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not text in UTF-8. Save it as UTF-8 and try again.") from None


class CohortForm(forms.Form):
    """Which places of a ranking are put into which cohort, and why."""

    places = forms.MultipleChoiceField(
        label="Which neighbourhoods?",
        help_text="In the order of the ranking. Those that come first and are in no cohort are ticked.",
        widget=forms.CheckboxSelectMultiple,
        error_messages=wording.choice("Neighbourhoods", required="Tick at least one neighbourhood."),
    )
    cohort = forms.ChoiceField(
        label="Which cohort?",
        widget=forms.RadioSelect,
        error_messages=wording.choice("Cohort", required="Choose a cohort."),
    )
    reason = forms.CharField(
        label="Why?",
        help_text="For example what people there say, or what the ranking leaves out. It stays with each neighbourhood "
        "and every member of the programme can read it. Do not name residents.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages=wording.words("Why", required="Write down why. The reason stays with the neighbourhood."),
    )
    after_baseline = forms.BooleanField(label="Move them although their baseline is locked", required=False)

    def __init__(self, *args, ranking, **kwargs):
        super().__init__(*args, **kwargs)
        self._by_pk = {str(row.place.pk): row.place for row in ranking.rows}
        self._cohorts = {str(cohort.pk): cohort for cohort in ranking.programme.cohorts.order_by("number")}
        self.fields["places"].choices = [(str(row.place.pk), _ranked_words(row)) for row in ranking.rows]
        self.fields["places"].initial = [str(row.place.pk) for row in ranking.first if row.place.cohort_id is None]
        self.fields["cohort"].choices = [
            *((key, _cohort_words(cohort, ranking.programme)) for key, cohort in self._cohorts.items()),
            (NO_COHORT, "No cohort"),
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(InlineCheckboxes("places", wrapper_class="fh-wide-choices"), "cohort", "reason")
        if self.data.get("after_baseline"):
            self._ask_about_baseline()

    @property
    def has_cohorts(self):
        return bool(self._cohorts)

    @property
    def chosen_places(self):
        """The neighbourhoods ticked on a valid form."""
        return [self._by_pk[pk] for pk in self.cleaned_data["places"]]

    @property
    def chosen_cohort(self):
        """The cohort chosen on a valid form, or None for no cohort."""
        return self._cohorts.get(self.cleaned_data["cohort"])

    def refuse(self, field, words):
        """Say at `field` why it cannot be done."""
        if field == "after_baseline":
            self._ask_about_baseline()
        self.add_error(field, words)

    def _ask_about_baseline(self):
        if "after_baseline" not in self.helper.layout.fields:
            self.helper.layout.fields.insert(2, "after_baseline")


def _ranked_words(row):
    cohort = f"cohort {row.place.cohort.number}" if row.place.cohort else "no cohort"
    score = f"rank {row.rank_words}, {row.score:.1f} points" if row.rank else "no rank"
    return f"{row.place.name}: {score}, {cohort}"


def _cohort_words(cohort, programme):
    cohort.programme = programme
    return f"{cohort}: support from {cohort.support_starts_on:%B %Y}"
