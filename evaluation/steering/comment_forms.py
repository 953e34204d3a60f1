"""The forms for a remark, a reply, and what came of a remark."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms.entries import EntryForm
from commissioning.forms.fields import plain_field
from evaluation.models import Comment
from evaluation.steering.comment_actions import CommentRefused, add_comment, change_words, settle_comment

MOST_LETTERS = 5_000
NO_NAMES = "Every member reads it, the steering group too. Leave out names of people."


def _words(name, rows=5, **options):
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": MOST_LETTERS})
    return plain_field(Comment._meta.get_field(name), max_length=MOST_LETTERS, widget=widget, **options)


class CommentForm(EntryForm):
    """A remark, new or put right. What it is about is on the instance: the address names it."""

    words = _words("words", help_text=NO_NAMES)

    class Meta:
        model = Comment
        fields = ["words"]

    def write(self, user):
        if self.instance._state.adding:
            return add_comment(programme=self.programme, comment=self.instance, by=user)
        seen = self.cleaned_data.get("seen")
        return change_words(programme=self.programme, comment=self.instance, by=user, seen=seen)


class ReplyForm(CommentForm):
    """A reply to a remark."""

    words = _words("words", 3, label="Your reply", help_text=NO_NAMES)


class SettleForm(forms.Form):
    """What came of a remark."""

    settled_how = _words("settled_how", 3, required=True, help_text=f"What changed, or why nothing does. {NO_NAMES}")

    def __init__(self, *args, programme, comment, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme, self.comment = programme, comment
        self.helper = FormHelper()
        self.helper.form_tag = False

    def save_by(self, user):
        """The settled remark, or None with the reason in the form."""
        how = self.cleaned_data["settled_how"]
        try:
            return settle_comment(programme=self.programme, comment=self.comment, how=how, by=user)
        except CommentRefused as error:
            self.add_error(None, str(error))
            return None
