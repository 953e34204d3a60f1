"""What every form of the community registers shares: fieldworkers choose among the neighbourhoods they work in."""

from django import forms

from commissioning.forms.entries import EntryForm
from neighbourhoods.models import CommunityGroup, Neighbourhood
from neighbourhoods.permissions import places_of_work


class RegisterForm(EntryForm):
    """A form for an entry of a register. Places are those in which the `viewer` may record, and the one it has."""

    def __init__(self, *args, programme, viewer=None, **kwargs):
        self.viewer = viewer
        super().__init__(*args, programme=programme, viewer=viewer, **kwargs)

    def choices_of(self, name, field):
        if field.queryset.model is Neighbourhood:
            return self.places_for(name, field)
        if field.queryset.model is CommunityGroup:
            return CommunityGroup.objects.of(self.programme).standing()
        return super().choices_of(name, field)

    def places_for(self, name, field):
        """The neighbourhoods that may be chosen for the field `name`."""
        places = places_of_work(self.programme, self.viewer) if self.viewer else self.programme.neighbourhoods.all()
        standing = getattr(self.instance, f"{name}_id", None)
        if standing and not isinstance(field, forms.ModelMultipleChoiceField):
            places = places | Neighbourhood.objects.filter(pk=standing).defer("boundary")
        return places.order_by("name")
