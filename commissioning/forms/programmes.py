"""The forms that set a programme up and put its facts right."""

from datetime import date, datetime
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import slugify

from commissioning.actions.programmes import (
    ProgrammeRefused,
    WantedPartner,
    changes_seen,
    edit_programme,
    locked_baseline_words,
    refuse_cohorts,
    set_up_programme,
    why_start_is_fixed,
)
from commissioning.calendar import PROGRAMME_MONTHS
from commissioning.forms.fields import DATE_FORMATS
from commissioning.forms.wording import NOT_WHOLE, whole_number, words
from commissioning.framework import framework_counts
from commissioning.models import Partner, Programme

USUAL_STARTS = {1: 7, 2: 25, 3: 43}
MONTH_FORMATS = ("%B %Y", "%b %Y", "%Y-%m", "%m/%Y")
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_PEOPLE = 100_000_000
KINDS = ", ".join(kind.upper() if kind == Partner.Kind.NHS else kind for kind in Partner.Kind.values)


class FirstMonthField(forms.CharField):
    """The first month of a programme: "April 2026" is its first day, and a date stands for itself."""

    def to_python(self, value):
        written = " ".join(super().to_python(value).split())
        if not written:
            return None
        for form in (*DATE_FORMATS, *MONTH_FORMATS):
            try:
                found = datetime.strptime(written, form).date()
            except ValueError:
                continue
            if not FIRST_YEAR <= found.year <= LAST_YEAR:
                raise ValidationError(f"First month: the year is from {FIRST_YEAR} to {LAST_YEAR}, not {found.year}.")
            return found
        raise ValidationError("First month: write it like April 2026, or a date like 15/04/2026.")

    def prepare_value(self, value):
        if not isinstance(value, date):
            return value
        return date_format(value, "F Y" if value.day == 1 else "j F Y")


def population_field():
    """People in an area; unknown stays empty, and 0 is no answer."""
    name = "People in the area"
    wrong = words(name, most=20) | whole_number(name, required="", low=1, high=MOST_PEOPLE)
    return forms.CharField(
        label=name,
        max_length=20,
        required=False,
        help_text="As agreed in the contract. Unknown is left empty.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fh-short"}),
        error_messages=wrong,
    )


def start_field(number, **options):
    """The month in which a cohort's support starts."""
    name = f"Cohort {number}: support starts in month"
    return forms.IntegerField(
        label=name,
        min_value=1,
        max_value=PROGRAMME_MONTHS,
        widget=forms.NumberInput(attrs={"class": "fh-short"}),
        error_messages=whole_number(
            f"Cohort {number}", required=f"Cohort {number}: write the month.", low=1, high=PROGRAMME_MONTHS
        ),
        **options,
    )


class ProgrammeFacts(forms.Form):
    """What is agreed about a programme as a whole."""

    name = forms.CharField(
        label="Name", max_length=120, error_messages=words("Name", required="Give the programme a name.", most=120)
    )
    area_name = forms.CharField(
        label="Area it covers",
        max_length=120,
        error_messages=words("Area", required="Write which area it covers.", most=120),
    )
    population = population_field()
    commissioning_body = forms.CharField(
        label="Commissioning body",
        max_length=200,
        help_text="Who pays for it and decides at each gate.",
        error_messages=words("Commissioning body", required="Write who commissions the programme.", most=200),
    )
    contractor = forms.CharField(
        label="Contractor",
        max_length=200,
        required=False,
        help_text="Who runs it in the field. May be chosen later.",
        error_messages=words("Contractor", most=200),
    )
    starts_on = FirstMonthField(
        label="First month",
        help_text="Such as April 2026; month 1 begins on its first day. Or a date, where it begins within a month.",
        error_messages={"required": "Write the first month."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_population(self):
        written = "".join(self.cleaned_data["population"].replace(",", "").split())
        field = self.fields["population"]
        if not written:
            return None
        if not written.isdecimal():
            raise ValidationError(field.error_messages["invalid"])
        if not 1 <= int(written) <= MOST_PEOPLE:
            raise ValidationError(field.error_messages["min_value"])
        return int(written)

    def clean(self):
        given = super().clean()
        try:
            refuse_cohorts(self.cohort_months())
        except ProgrammeRefused as error:
            self.refuse(error)
        return given

    def cohort_months(self):
        """Number -> month of each cohort that has one."""
        given = self.cleaned_data
        numbers = [name.removeprefix("cohort_") for name in self.fields if name.startswith("cohort_")]
        return {int(n): given[f"cohort_{n}"] for n in numbers if given.get(f"cohort_{n}") is not None}

    def refuse(self, error):
        """Show at its field why the action was refused."""
        field = getattr(error, "field", "")
        self.add_error(field if field in self.fields else None, str(error))


class NewProgrammeForm(ProgrammeFacts):
    """A whole programme in one sitting. The key says whether the same form was sent before."""

    needed_sometimes = ("cohort_2", "cohort_3")

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    slug = forms.CharField(
        label="Address",
        max_length=60,
        required=False,
        help_text="The end of its web address: small letters, digits and hyphens. Left empty, it is made of the name.",
        error_messages=words("Address", most=60),
    )
    partners = forms.CharField(
        label="Partners",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=words("Partners", most=5000),
        max_length=5000,
    )
    cohort_1 = start_field(1, initial=USUAL_STARTS[1])
    cohort_2 = start_field(2, initial=USUAL_STARTS[2], required=False)
    cohort_3 = start_field(3, initial=USUAL_STARTS[3], required=False)
    with_contract = forms.BooleanField(label="Start from the framework contract", required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4()
        self.fields["partners"].help_text = f"One to a line. After a semicolon, if you like, the kind: {KINDS}."
        self.fields["cohort_1"].help_text = "A cohort is a set of neighbourhoods whose support starts together."
        for name in self.needed_sometimes:
            self.fields[name].help_text = "Needed with the framework contract, which has KPIs for this cohort."
        brings = f"The framework has {framework_counts()} All of it can be edited afterwards."
        self.fields["with_contract"].help_text = brings
        self.helper.layout = Layout(
            "key",
            Fieldset("The programme", "name", "slug", "area_name", "population", "starts_on"),
            Fieldset("Who takes part", "commissioning_body", "contractor", "partners"),
            Fieldset("The contract", "cohort_1", "cohort_2", "cohort_3", "with_contract"),
        )

    def clean_partners(self):
        """A WantedPartner for each line that is not empty; every faulty line is named."""
        lines = [line.strip() for line in self.cleaned_data["partners"].splitlines()]
        found, faults = {}, []
        for number, line in enumerate(lines, start=1):
            if not line:
                continue
            try:
                partner = _partner(line)
                if partner.name.lower() in found:
                    raise ValidationError(f"{partner.name} is named twice.")
                found[partner.name.lower()] = partner
            except ValidationError as fault:
                faults.append(f"Line {number}: {fault.message}")
        if faults:
            raise ValidationError(faults)
        return list(found.values())

    def clean(self):
        given = super().clean()
        if "name" in given and "slug" in given:
            given["slug"] = self._address(given["slug"], given["name"])
        if given.get("with_contract"):
            for number in (2, 3):
                field = f"cohort_{number}"
                if field not in self.errors and given.get(field) is None:
                    self.add_error(
                        field,
                        f"Cohort {number}: write the month; the framework contract has KPIs for this cohort.",
                    )
        return given

    def _address(self, written, name):
        address = written.strip() or slugify(name)[:60].strip("-")
        if not address:
            self.add_error("slug", "Address: none can be made of this name. Write one.")
        elif slugify(address) != address:
            self.add_error(
                "slug", f"Address: only small letters, digits and hyphens, as in {slugify(address) or 'my-area'}."
            )
        elif Programme.objects.filter(slug=address).exclude(key=self.cleaned_data.get("key")).exists():
            self.add_error("slug", f"There is a programme with the address “{address}” already. Choose another.")
        return address

    def save_by(self, user):
        """The new programme, or None with the reasons in the form."""
        given = {name: value for name, value in self.cleaned_data.items() if not name.startswith("cohort_")}
        try:
            return set_up_programme(**given, cohorts=self.cohort_months(), by=user)
        except ProgrammeRefused as error:
            self.refuse(error)
            return None


class ProgrammeForm(ProgrammeFacts):
    """The facts of a programme that stands, and the months of its cohorts. Its address stays."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    about_areas = forms.CharField(
        label="What the areas are",
        required=False,
        max_length=2000,
        help_text="Shown where areas are listed, for example how they were grouped.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=words("What the areas are", most=2000),
    )
    FACTS = ("name", "area_name", "population", "commissioning_body", "contractor", "starts_on", "about_areas")

    def __init__(self, *args, programme, **kwargs):
        self.programme = programme
        facts = {name: getattr(programme, name) for name in self.FACTS}
        super().__init__(*args, initial=facts | {"seen": changes_seen(programme)}, **kwargs)
        self.fields["commissioning_body"].required = False
        cohorts = list(programme.cohorts.order_by("number"))
        for cohort in cohorts:
            self.fields[f"cohort_{cohort.number}"] = start_field(cohort.number, initial=cohort.starts_in_month)
        following = max((cohort.number for cohort in cohorts), default=0) + 1
        self.fields[f"cohort_{following}"] = start_field(
            following, required=False, help_text=f"Write a month to add cohort {following}."
        )
        if why := why_start_is_fixed(programme):
            self.fields["starts_on"].disabled = True
            self.fields["starts_on"].help_text = f"It stays: {why}"
        months = [name for name in self.fields if name.startswith("cohort_")]
        if any(map(locked_baseline_words, cohorts)):
            self.fields["after_baseline"] = forms.BooleanField(
                label="Move a cohort although its baseline is locked",
                required=False,
                help_text="What it is compared with, and what the gates ask of it, changes with the month.",
            )
            months.append("after_baseline")
        self.helper.layout = Layout(
            "seen",
            Fieldset("The programme", "name", "area_name", "population", "starts_on", "about_areas"),
            Fieldset("Who takes part", "commissioning_body", "contractor"),
            Fieldset("Cohorts", *months),
        )

    def save_by(self, user):
        """The changed programme, or None with the reasons in the form. Raises EntryChanged."""
        facts = {name: self.cleaned_data[name] for name in self.FACTS}
        try:
            return edit_programme(
                programme=self.programme,
                by=user,
                facts=facts,
                cohorts=self.cohort_months(),
                seen=self.cleaned_data["seen"] or None,
                after_baseline=self.cleaned_data.get("after_baseline", False),
            )
        except ProgrammeRefused as error:
            self.refuse(error)
            return None

    def take_note(self, error):
        """Show that somebody else was quicker; sent once more, this form writes over it."""
        self.add_error(None, str(error))
        self.data = self.data.copy()
        self.data["seen"] = changes_seen(self.programme)


def _partner(line):
    """The WantedPartner of one line, "name" or "name; kind"."""
    name, _, kind = (part.strip() for part in line.partition(";"))
    kinds = {word.lower(): value for value, label in Partner.Kind.choices for word in (value, label)}
    most = Partner._meta.get_field("name").max_length
    if not name:
        raise ValidationError("write the partner’s name before the semicolon.")
    if len(name) > most:
        raise ValidationError(f"a name has at most {most} characters; this has {len(name)}.")
    if kind and kind.lower() not in kinds:
        raise ValidationError(f"“{kind}” is no kind of partner. Use one of those above, or none.")
    return WantedPartner(name, kinds.get(kind.lower(), Partner.Kind.OTHER))
