import pytest
from django.test import Client
from commissioning.models import Role
from evaluation.tests.adversary.nonsense import ASKED, PAGES
from evaluation.tests.adversary.test_nonsense_in_addresses import url_of, PARAMETERS, FINE, client_of
from tests.test_access import a_world
pytestmark = pytest.mark.django_db
def test_nul():
    _, people, things = a_world()
    faults = []
    for role in (Role.COMMISSIONER, Role.COORDINATOR):
        client = client_of(people, role)
        for name in PAGES:
            if name in ("indicator-svg","indicator-png"): continue
            url = url_of(name, things)
            for nasty in ("\0", "9"*30):
                a = client.get(url, dict.fromkeys(ASKED, nasty))
                if a.status_code not in FINE: faults.append((name, "all", nasty[:3], a.status_code))
            if role == Role.COMMISSIONER and name in ("indicator-detail","indicator-selection-csv","comparison","inequality","health","heat","steering","comment-list","comment-new","planner"):
                for q in ASKED:
                    a = client.get(url, {q: "\0"})
                    if a.status_code not in FINE: faults.append((name, q, a.status_code))
    for f in faults: print(f)
    assert not faults
