"""The pages of a gate: read, checked once more, decided, and read years later."""

from decimal import Decimal

import pytest
from django.urls import reverse

from commissioning.models import Decision, Role
from commissioning.tests.entry_factories import KpiFactory, PaymentFactory
from commissioning.tests.factories import MembershipFactory
from evaluation.tests.gates.making import decided

pytestmark = pytest.mark.django_db


def url(name, stage, *rest):
    return reverse(f"evaluation:{name}", args=[stage.programme.slug, stage.number, *rest])


def filled(**changed):
    rows = {"condition-TOTAL_FORMS": "3", "condition-INITIAL_FORMS": "0"}
    given = {"outcome": "continue", "reasons": "Strong evidence.", "next_begins_on": "2024-10-01"}
    return rows | given | changed


def test_commissioner_checks_then_decides(client, stage, commissioner):
    client.force_login(commissioner)
    seen = client.get(url("gate", stage)).context["seen"]
    page = client.post(url("gate", stage), filled(seen=seen))
    assert "Once taken, the decision and the evidence below cannot be changed by anybody." in page.content.decode()
    assert not Decision.objects.exists()
    sent = filled(seen=page.context["seen"])
    page = client.post(url("gate-decide", stage), sent, follow=True).content.decode()
    assert "Gate 1: continue" in page
    assert "Strong evidence." in page
    again = client.post(url("gate-decide", stage), sent, follow=True).content.decode()
    assert "A stage is decided once." in again
    assert Decision.objects.count() == 1


def test_second_commissioner_is_told_that_it_is_decided(client, stage, commissioner, programme):
    client.force_login(commissioner)
    seen = client.get(url("gate", stage)).context["seen"]
    page = client.post(url("gate", stage), filled(outcome="break", seen=seen))
    decided(stage, MembershipFactory(programme=programme, role=Role.COMMISSIONER).user)
    shown = client.post(url("gate-decide", stage), filled(outcome="break", seen=page.context["seen"]), follow=True)
    assert "A stage is decided once." in shown.content.decode()
    assert Decision.objects.get().outcome == "continue"


def test_condition_with_a_part_missing_is_told_at_its_field_and_all_is_kept(client, stage, commissioner):
    client.force_login(commissioner)
    half = {"condition-0-words": "Restore the forum.", "condition-0-due_on": "31 Febuary"}
    page = client.post(url("gate", stage), filled(outcome="conditions", **half)).content.decode()
    assert "By: write a real date" in page
    assert "Choose whose condition this is." in page
    assert "Restore the forum." in page
    assert "Strong evidence." in page


def test_conditions_need_at_least_one(client, stage, commissioner):
    client.force_login(commissioner)
    assert (
        "Enter at least one condition."
        in client.post(url("gate", stage), filled(outcome="conditions")).content.decode()
    )


def test_evidence_that_changed_since_the_gate_was_opened_is_shown_before_anything_is_confirmed(
    client, stage, commissioner
):
    client.force_login(commissioner)
    seen = client.get(url("gate", stage)).context["seen"]
    PaymentFactory(stage=stage, amount=Decimal("999999.00"))
    page = client.post(url("gate", stage), filled(seen=seen)).content.decode()
    assert "The evidence changed while you looked at it." in page
    assert "£999,999" in page
    assert "Strong evidence." in page
    assert "Once taken, the decision" not in page


def test_confirmation_shows_all_that_will_be_frozen(client, stage, commissioner):
    client.force_login(commissioner)
    PaymentFactory(stage=stage, amount=Decimal("1234.00"))
    KpiFactory(stage=stage, title="People active")
    seen = client.get(url("gate", stage)).context["seen"]
    page = client.post(url("gate", stage), filled(seen=seen)).content.decode()
    assert "£1,234" in page
    assert "Fix the boundaries" in page
    assert "KPIs in figures" in page


def test_after_the_warning_only_the_confirmation_leads_on_to_the_decision(client, stage, commissioner):
    """Whatever button is pressed on the page that warns, nothing is decided before all was read once more."""
    client.force_login(commissioner)
    page = client.post(url("gate-decide", stage), filled(seen="0" * 64))
    assert "The evidence changed while you looked at it." in page.content.decode()
    assert f'action="{url("gate", stage)}#decision"' in page.content.decode()
    fresh = page.context["seen"]
    client.post(url("gate-decide", stage), filled(seen=fresh, more="1"))
    assert not Decision.objects.exists()
    page = client.post(url("gate", stage), filled(seen=fresh)).content.decode()
    assert "Once taken, the decision" in page
    assert not Decision.objects.exists()


def test_conditions_written_beside_another_decision_are_not_lost_silently(client, stage, commissioner):
    client.force_login(commissioner)
    row = {"condition-0-words": "Mend it.", "condition-0-owner": "role:coordinator", "condition-0-due_on": "2024-12-31"}
    for view in ("gate", "gate-decide"):
        seen = client.get(url("gate", stage)).context["seen"]
        page = client.post(url(view, stage), filled(seen=seen, **row)).content.decode()
        assert "Conditions are written below." in page
        assert "Mend it." in page
    assert not Decision.objects.exists()


def test_name_of_who_decided_stays_whatever_becomes_of_them(client, stage, commissioner, programme):
    decided(stage, commissioner)
    name = commissioner.name
    client.force_login(MembershipFactory(programme=programme, role=Role.COORDINATOR).user)
    commissioner.delete()
    assert f"Decided by {name}, commissioner," in client.get(url("decision-detail", stage)).content.decode()


def test_more_rows_keep_what_is_typed(client, stage, commissioner):
    client.force_login(commissioner)
    page = client.post(url("gate", stage), filled(more="1", **{"condition-2-words": "Third."})).content.decode()
    assert "condition-5-words" in page
    assert "Third." in page
    assert "Strong evidence." in page


def test_evidence_that_changed_is_shown_once_more_with_all_that_was_typed(client, stage, commissioner):
    client.force_login(commissioner)
    page = client.post(url("gate-decide", stage), filled(seen="0" * 64)).content.decode()
    assert "The evidence changed while you looked at it." in page
    assert "Strong evidence." in page
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMISSIONER])
def test_others_read_the_gate_and_cannot_decide_or_waive(client, stage, programme, role):
    client.force_login(MembershipFactory(programme=programme, role=role).user)
    page = client.get(url("gate", stage)).content.decode()
    assert "Checklist" in page
    assert "Check before deciding" not in page
    assert "Waive…" not in page
    assert client.post(url("gate", stage), filled()).status_code == 403
    assert client.post(url("gate-decide", stage), filled()).status_code == 403
    assert client.get(url("waiver-new", stage, "report")).status_code == 403
    assert not Decision.objects.exists()


def test_steering_group_reads_who_decided_by_role(client, stage, commissioner, programme):
    decided(stage, commissioner)
    client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
    page = client.get(url("decision-detail", stage)).content.decode()
    assert "Decided by the commissioner" in page
    assert commissioner.name not in page


def test_tampered_evidence_is_told(client, stage, commissioner):
    decision = decided(stage, commissioner)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE commissioning_decision SET evidence = %s WHERE id = %s", ['{"about": {}}', decision.pk])
    client.force_login(commissioner)
    assert "is not what was frozen" in client.get(url("decision-detail", stage)).content.decode()


def test_condition_due_in_the_past_is_told_at_its_field(client, stage, commissioner):
    client.force_login(commissioner)
    late = {
        "condition-0-words": "Mend it.",
        "condition-0-owner": "role:coordinator",
        "condition-0-due_on": "2024-09-19",
    }
    page = client.post(url("gate", stage), filled(outcome="conditions", **late)).content.decode()
    assert "has to be done is today or ahead" in page
    assert "Check before deciding" in page
