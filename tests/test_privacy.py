"""Every stored field is classified personal or not, once."""

import pytest
from django.apps import apps

from accounts.privacy import HISTORY, NOT_PERSONAL, PERSONAL

ROOMS = ("accounts", "commissioning", "neighbourhoods", "surveys", "evaluation")
MODELS = [model for model in apps.get_models() if model._meta.app_label in ROOMS]


def fields_of(model):
    return {field.name for field in model._meta.concrete_fields}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_classified(model):
    label, extra = model._meta.label, set()
    if hasattr(model, "instance_type"):
        label, extra = model.instance_type._meta.label, set.union(*HISTORY.values())
    known = PERSONAL.get(label, set()) | NOT_PERSONAL.get(label, set()) | extra
    assert fields_of(model) <= known, f"classify {fields_of(model) - known} of {label} in accounts/privacy.py"


def test_no_field_is_both_and_none_is_invented():
    for label in PERSONAL.keys() | NOT_PERSONAL.keys():
        personal, other = PERSONAL.get(label, set()), NOT_PERSONAL.get(label, set())
        assert not personal & other
        assert personal | other == fields_of(apps.get_model(label))
