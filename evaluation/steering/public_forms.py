"""The form for who may read a programme's page, and what stands on it in the commissioner's own words."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.actions.entries import EntryChanged, latest_change
from commissioning.forms.fields import messages_of
from commissioning.forms.wording import NOT_WHOLE
from evaluation.models import PublicPage
from evaluation.steering.public_actions import opens_wider, set_page

MOST_LETTERS = 500
UNREAD = "Look at the preview, then tick here. Nothing was opened."


class PublicPageForm(forms.Form):
    """Who may read the page; the words above its figures. To let more people in, a tick that the preview was read."""

    opened = forms.ChoiceField(
        label="Who may read it",
        choices=PublicPage.Opened.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Who may read it: choose one.", "invalid_choice": "Who may read it: choose one."},
    )
    words = forms.CharField(
        label="In your own words",
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MOST_LETTERS}),
        help_text=f"Above the figures, at most {MOST_LETTERS} characters, so that the page prints on one side. No "
        "names of people.",
    )
    understood = forms.BooleanField(
        required=False,
        label="I have looked at the preview, and what stands there may be read outside",
        help_text="Needed when you let more people in than before.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, error_messages=NOT_WHOLE)

    def __init__(self, *args, page, **kwargs):
        standing = {"opened": page.opened, "words": page.words, "seen": latest_change(page)}
        super().__init__(*args, initial=standing, **kwargs)
        self.page = page
        self.fields["words"].error_messages |= messages_of(self.fields["words"], "In your own words")
        self.needed_sometimes = ("understood",)
        if page.opened == PublicPage.Opened.PUBLIC:  # nobody is left who could be let in
            del self.fields["understood"]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self):
        given = super().clean()
        wanted = given.get("opened")
        if wanted and opens_wider(self.page.opened, wanted) and not given.get("understood"):
            self.add_error("understood", UNREAD)
        return given

    def save_by(self, user):
        """The page as it is now, or None with the reason in the form."""
        given = {name: self.cleaned_data[name] for name in ("opened", "words", "seen")}
        try:
            return set_page(programme=self.page.programme, by=user, **given)
        except EntryChanged as error:
            self.add_error(None, str(error))
            self.data = self.data.copy()
            self.data["seen"] = str(latest_change(PublicPage.objects.get(programme=self.page.programme)))
            return None
