"""The form for an agency."""

from neighbourhoods.forms.entries import RegisterForm
from neighbourhoods.models import Agency


class AgencyForm(RegisterForm):
    """A body that groups deal with and that issues are put to."""

    FIELD_OF = {"agency_once": "name"}

    class Meta:
        model = Agency
        fields = ["name", "kind", "about"]
        help_texts = {
            "name": "What answers, such as “Highways, Harbourside Council”. No names of people.",
            "about": "In a line, so that an issue goes to the right one.",
        }
