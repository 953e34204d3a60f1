"""Reports begun, worded, handed in and reviewed through the product's own actions, with a plain draft."""

from types import SimpleNamespace

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from evaluation.editions.actions import start_report, write_section
from evaluation.editions.drafts import drafted
from evaluation.editions.steps import ACCEPT, PUBLISH, review_edition, submit_edition
from evaluation.models import Report
from evaluation.reports.document import Document, Facts, Section, words
from evaluation.reports.sections import sections_of

NEEDED = ("summary", "learning", "recommendations")


def plain_draft(report, texts, on):
    """A draft that says how many members the programme has, so that evidence can move."""
    members = report.programme.memberships.count()
    sections = tuple(Section(s.slug, s.title, words(texts.get(s.slug, ""))) for s in sections_of(report))
    facts = Facts((("Members", str(members)),))
    evidence = {"as_at": on.isoformat(), "figures": [{"value": members, "low": -0.0}], "waves": [], "registers": []}
    return SimpleNamespace(document=Document(report.title, "", facts, sections), evidence=evidence)


def people_of(programme):
    """Role -> a member with it."""
    return {role: MembershipFactory(programme=programme, role=role).user for role in Role.values}


def begun(programme, people, **about):
    """The first version of a report, of the programme unless it says otherwise."""
    report = Report(programme=programme, **{"kind": Report.Kind.PROGRAMME} | about)
    return start_report(report=report, by=people[Role.COORDINATOR]).editions.get()


def worded(edition, people, **texts):
    """The edition with words in every section that it needs."""
    needed = {section.slug: "Words." for section in sections_of(edition.report) if section.needed}
    for section, said in (needed | texts).items():
        write_section(edition=edition, section=section, words=said, seen=0, by=people[Role.COORDINATOR])
    return edition


def handed_in(edition, people):
    seen = drafted(edition).fingerprint
    return submit_edition(edition=edition, seen=seen, by=people[Role.COORDINATOR])


def reviewed(edition, people, passage, words=""):
    edition.refresh_from_db()
    told = {"seen": edition.fingerprint, "by": people[Role.COMMISSIONER], "words": words}
    return review_edition(edition=edition, passage=passage, **told)


def accepted(edition, people):
    return reviewed(handed_in(worded(edition, people), people), people, ACCEPT)


def published(edition, people):
    return reviewed(accepted(edition, people), people, PUBLISH)
