"""The form for what a programme counts and publishes."""

from django import forms

from commissioning.forms.entries import EntryForm
from commissioning.money_words import pounds_words
from neighbourhoods.actions.rules import set_register_rules
from neighbourhoods.models import RegisterRules

UNREAD = "Read what becomes public, then tick here. Nothing was made public."


class RegisterRulesForm(EntryForm):
    """The income up to which a group belongs to the community sector, the days for a reply, and the public directory.

    While the directory is not public, switching it on asks for a tick that what becomes public was read.
    """

    needed_sometimes = ("understood",)

    understood = forms.BooleanField(
        required=False,
        label="I have read what becomes public",
        help_text="Needed when you switch the public directory on. It says so beside this form.",
    )

    class Meta:
        model = RegisterRules
        fields = ["income_threshold", "reply_days", "directory_is_public", "directory_words"]
        help_texts = {
            "income_threshold": "Pounds a year. A group with exactly this income is in. It moves B11, groups with a "
            "small income, on past days too; which groups count it does not move.",
            "reply_days": "From the day on which the issue was raised. It moves F7, issues answered in time, on past "
            "days and in frozen baselines too, and which issues are called late.",
            "directory_words": "Who keeps it, and how to get in touch: an address of the programme, not of a person.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.was_public = self.instance.directory_is_public
        self.initial["income_threshold"] = pounds_words(self.initial["income_threshold"]).removeprefix("£")
        if self.was_public:
            del self.fields["understood"]

    def clean(self):
        given = super().clean()
        if given.get("directory_is_public") and not self.was_public and not given.get("understood"):
            self.add_error("understood", UNREAD)
        return given

    def write(self, user):
        seen = self.cleaned_data.get("seen")
        return set_register_rules(programme=self.programme, rules=self.instance, by=user, seen=seen)
