"""How the long forms of groups are laid out: parts folded away, and answers side by side."""

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Div


class Folded(Div):
    """Fields below a line that opens them; open from the start where one of them is filled in wrongly."""

    template = "neighbourhoods/_form_fold.html"

    def __init__(self, summary, *fields, is_open=False):
        super().__init__(*fields)
        self.summary = summary
        self.is_open = is_open

    def render(self, form, context, *args, **kwargs):
        self.shows_fault = any(form.errors.get(pointer.name) for pointer in self.get_field_names())
        return super().render(form, context, *args, **kwargs)


def three_answers(name):
    """Yes, no and not known side by side, on a phone too."""
    return InlineRadios(name, wrapper_class="fh-three")


def say_not_known(form, *names):
    """Let the empty choice of each of these fields say that it is not known."""
    for name in names:
        field = form.fields[name]
        field.choices = [(value, label if value else "Not known") for value, label in field.choices]
