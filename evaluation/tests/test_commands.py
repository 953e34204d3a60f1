"""Commands of the evaluation room."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.tests.factories import UserFactory
from evaluation.actions import load_indicators
from evaluation.models import Estimate, LocalIndicator
from evaluation.tests.factories import surveyed

pytestmark = pytest.mark.django_db

EXAMPLE = settings.BASE_DIR / "docs" / "examples" / "indicators.toml"


def test_recompute_estimates_writes_the_rows_anew():
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    before = Estimate.objects.count()
    Estimate.objects.all().delete()
    out = StringIO()
    call_command("recompute_estimates", programme.slug, stdout=out)
    assert Estimate.objects.count() == before
    assert f"{before:,} estimates" in out.getvalue()


def test_export_estimates_writes_a_file_with_one_row_each(tmp_path):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    file = tmp_path / "estimates.csv"
    call_command("export_estimates", programme.slug, out=str(file), stderr=StringIO())
    assert len(file.read_text().splitlines()) == 1 + Estimate.objects.count()


def test_load_indicators_lists_every_fault_and_loads_nothing(tmp_path):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    file = tmp_path / "local.toml"
    file.write_text('[[indicator]]\ncode = "L1"\ngoal = 9\n')
    faults = StringIO()
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_indicators", programme.slug, str(file), stderr=faults)
    assert "goal" in faults.getvalue()
    assert not programme.local_indicators.exists()


def test_loading_local_indicators_is_audited_once_and_says_who():
    programme, _ = surveyed({"Ropewalk": [(21, 300)]}, purposes=["baseline"])
    ann = UserFactory()
    text = EXAMPLE.read_text(encoding="utf-8").replace('question = "Q1"', 'question = "R2"')
    load_indicators(programme=programme, text=text, by=ann)
    load_indicators(programme=programme, text=text, by=None)
    assert [row.history_user for row in LocalIndicator.history.all()] == [ann]
