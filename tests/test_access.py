"""Every address against every kind of visitor, by the table in tests/access.py."""

from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone

from accounts.tests.factories import UserFactory
from commissioning.models import Role, StageReport
from commissioning.tests.entry_factories import (
    ActionFactory,
    AppointmentFactory,
    AttendanceFactory,
    BudgetLineFactory,
    ClauseAdviceFactory,
    ConditionFactory,
    ContributionFactory,
    DecisionFactory,
    KnowledgeSessionFactory,
    KpiFactory,
    MeetingFactory,
    MilestoneFactory,
    MoneyFileFactory,
    PaperFactory,
    PartnerFactory,
    PaymentFactory,
    ResolutionFactory,
    RiskFactory,
    StageFactory,
    TaskFactory,
)
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.models import ApiToken, Comment, Edition, EditionFile, EditionStep, ProgrammeFile, PublicPage, Report
from evaluation.reports.document import Document, Facts, Paragraph, Section, to_json
from evaluation.sharing.tokens import issue_token
from evaluation.steering.public_actions import CODE_LENGTH
from evaluation.tests.factories import surveyed
from evaluation.tests.steering.factories import a_published_report
from neighbourhoods.directory import openreferral
from neighbourhoods.models import AreaFile, GroupMerge, RegisterRules
from neighbourhoods.tests.factories import DeploymentFactory
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    AgencyReplyFactory,
    AnchorsDiscussionFactory,
    AssetFactory,
    CaseStudyFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    ContactFactory,
    EffectFactory,
    FieldworkEntryFactory,
    GrantFactory,
    GrantSchemeFactory,
    GroupLinkFactory,
    MethodStepFactory,
    ProjectFactory,
    RegisterConfirmationFactory,
    RegisterFileFactory,
)
from surveys.doors import LINK_LENGTH, new_code
from surveys.models import (
    ImportBatch,
    Invitation,
    PaperForm,
    PilotAnswer,
    QualityFlag,
    Question,
    Response,
    UnlockRequest,
)
from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory, a_testimony
from tests.access import ACCESS, ANYBODY, COMMISSIONERS, MEMBERS, SIGNED_IN

# Pages whose address names a neighbourhood by its code; elsewhere a code is an indicator's.
PLACE_PAGES = (
    "evaluation:neighbourhood-detail",
    "evaluation:baseline",
    "evaluation:baseline-confirm",
    "evaluation:baseline-freeze",
    "neighbourhoods:baseline-duties",
    "neighbourhoods:intelligence-new",
    "neighbourhoods:network",
    "neighbourhoods:network-csv",
    "neighbourhoods:you-said",
    "neighbourhoods:method-place",
    "surveys:paper-key",
    "surveys:paper-form",
    "surveys:paper-take-back",
)
LINK_CODE = "abcd2345"
PUBLIC_CODE = "efgh6789"
VISITORS = ("anonymous", "outsider", *Role.values)


def every_route(patterns, namespace="", outer=()):
    """Yield the name and the parameters' names of each route."""
    for entry in patterns:
        parameters = {*outer, *entry.pattern.converters, *entry.pattern.regex.groupindex}
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from every_route(entry.url_patterns, inner, parameters)
        else:
            assert entry.name, f"{entry.pattern} has no name"
            yield namespace + entry.name, frozenset(parameters)


ROUTES = sorted(every_route(get_resolver().url_patterns))


def test_table_knows_every_route_and_no_other():
    assert {name for name, _ in ROUTES} == set(ACCESS)


@pytest.fixture
def world(db):
    return a_world()


def a_world(slug="here"):
    """A programme with a member in each role, and one thing of each kind that an address may name."""
    programme, (before, after) = surveyed({"Ropewalk": [(21, 300), (36, 300)]}, programme=ProgrammeFactory(slug=slug))
    people = {role: MembershipFactory(programme=programme, role=role).user for role in Role.values}
    people["outsider"] = MembershipFactory(programme=ProgrammeFactory(), role=Role.COMMISSIONER).user
    area_file = AreaFile.objects.create(
        programme=programme,
        kind="lookup",
        filename="lookup.csv",
        content=b"",
        sha256="0" * 64,
        faults=[[1, "", "", "x"]],
    )
    batch = ImportBatch.objects.create(wave=before, filename="answers.csv", content=b"", sha256="0" * 64, state="done")
    PaperForm.objects.create(sample=after.samples.get(), number=2, first={"R2": "1"}, first_by=people[Role.EVALUATOR])
    things = {
        "slug": programme.slug,
        "code": {
            **dict.fromkeys(PLACE_PAGES, programme.neighbourhoods.get().code),
            "answering": LINK_CODE,
            "progress": PUBLIC_CODE,
            "surveys:questionnaire": "R2",
        },
        "pk": {
            "commissioning:member": people[Role.FIELDWORKER].memberships.get().pk,
            **entries_of(programme),
            "surveys:import": batch.pk,
            "surveys:interview": after.pk,
            "surveys:paper": after.pk,
            "surveys:flag": flag_of(after).pk,
            "surveys:sample": after.samples.get().pk,
            "surveys:unlock": request_to_unlock(after, people[Role.COMMISSIONER]).pk,
            **links_of(programme),
            "surveys:testimony": a_testimony(programme).pk,
            "surveys:wave": after.pk,
            **draft_of(programme),
            "surveys:questionnaire": after.questionnaire_id,
            "surveys:pilot": tried(after.questionnaire).pk,
            **shared_of(programme, people[Role.COMMISSIONER]),
            **told_of(programme, people[Role.STEERING]),
            **reports_of(programme),
            "neighbourhoods": area_file.pk,
        },
        "report_id": 1,
        "version": 1,
        "wave": before.pk,
        "rest": "nowhere",
        "number": {
            "evaluation:decision": 1,
            "progress-report": 1,
            "evaluation:edition-discard": 2,
            "evaluation:edition": 1,
            "": 2,
        },
        "section": "summary",
        "line": "report",
        "part": "interaction",
        "kind": {
            "evaluation:programme-file": "xlsx",
            "evaluation:edition": "pdf",
            "progress-report": "pdf",
            "api:": "pdf",
            "": "task",
        },
        "method": "c2",
        "language": "ar",
        "uidb36": "1",
        "key": "set-password",
    }
    return programme, people, things


def shared_of(programme, by):
    """A file of the whole programme that is ready, and a key for a program."""
    ProgrammeFile.objects.create(programme=programme, kind="xlsx", state="ready", content=b"", asked_by=by)
    token = ApiToken(name="A dashboard", expires_on=timezone.localdate())
    issue_token(programme=programme, token=token, by=by)
    return {"evaluation:token": token.pk}


def reports_of(programme):
    """Reports whose first version is in writing, handed in, accepted and published; of the accepted one a second."""
    content = to_json(Document("Summary", "", Facts(()), (Section("summary", "Summary", (Paragraph("Better."),)),)))
    frozen = {"content": content, "evidence": {}, "as_at": date(2025, 9, 1), "made_at": timezone.now()}
    found = {}
    for state in Edition.State.values:
        report = Report.objects.create(programme=programme, kind=Report.Kind.PROGRAMME, title="Summary")
        edition = Edition.objects.create(report=report, state=state, **({} if state in Edition.OPEN else frozen))
        EditionFile.objects.create(edition=edition, kind="pdf", content=b"%PDF", sha256="0" * 64, size=4)
        EditionStep.objects.create(edition=edition, kind="started" if state == "draft" else state, words="So.")
        found[state] = report.pk
    Edition.objects.create(report_id=found["accepted"], number=2, what_changed="A slip.")
    pages = {"return": "submitted", "accept": "submitted", "publish": "accepted", "discard": "accepted"}
    pages |= {"write": "draft", "submit": "draft"}
    of_pages = {f"evaluation:edition-{page}": found[state] for page, state in pages.items()}
    return of_pages | {"evaluation:edition": found["published"], "evaluation:report": found["draft"]}


def told_of(programme, by):
    """A comment of the steering group, and a published report on the page that whoever has the link may read."""
    comment = Comment.objects.create(
        programme=programme, words="Which groups?", written_by=by, written_as=Role.STEERING
    )
    code = PUBLIC_CODE if programme.slug == "here" else new_code(CODE_LENGTH)
    PublicPage.objects.create(programme=programme, opened=PublicPage.Opened.LINK, code=code)
    return {"evaluation:comment": comment.pk, "progress": a_published_report(programme).pk}


def draft_of(programme):
    """A draft that is asked in Arabic too, under the pages that change one, and a question of the programme's own."""
    draft = QuestionnaireFactory(programme=programme, languages=["ar"]).pk
    parts = ("edit", "pick", "words", "item", "move", "remove", "route", "as-menu", "languages", "transl")
    question = Question.objects.create(programme=programme, code="Q1", kind="text", audience="residents")
    return {f"surveys:questionnaire-{part}": draft for part in parts} | {"surveys:question-edit": question.pk}


def flag_of(wave):
    """What a quality check noticed about one answer of the wave."""
    return QualityFlag.objects.create(
        response=Response.objects.of_wave(wave).first(), check_name="speed", detail="Fast."
    )


def request_to_unlock(wave, by):
    """A commissioner's request, which waits for the evaluator; it is never taken up here."""
    return UnlockRequest.objects.create(wave=wave, reason="Late answers.", asked_by=by, asked_as=Role.COMMISSIONER)


def tried(questionnaire):
    """The questionnaire with what somebody sent who tried it as a draft."""
    PilotAnswer.objects.create(questionnaire=questionnaire, key=uuid4(), answered_on=date(2024, 5, 1))
    return questionnaire


def links_of(programme):
    """A public link and a personal one, in a wave that runs today and is not locked."""
    today = timezone.localdate()
    running = {"starts_on": today, "ends_on": today, "takes_answers_online": True}
    wave = WaveFactory(programme=programme, questionnaire=programme.questionnaires.first(), **running)
    sample = SampleFactory(
        wave=wave,
        neighbourhood=programme.neighbourhoods.get(),
        link_code=LINK_CODE if programme.slug == "here" else new_code(LINK_LENGTH),
    )
    invitation = Invitation.objects.create(sample=sample, number=1)
    return {
        "surveys:link": sample.pk,
        "surveys:invitation-withdraw-all": sample.pk,
        "surveys:invitation-withdraw": invitation.pk,
        "surveys:invitation": sample.pk,
    }


def entries_of(programme):
    """Start of an address's name -> the number of an entry that it may name, one of each register."""
    return {
        "commissioning:risk": RiskFactory(programme=programme).pk,
        **work_entries_of(programme),
        **team_entries_of(programme),
        **meeting_entries_of(programme),
        **money_entries_of(programme),
        **gate_entries_of(programme),
        **community_entries_of(programme),
        "commissioning:session": KnowledgeSessionFactory(programme=programme).pk,
        "commissioning:clause": ClauseAdviceFactory(programme=programme).pk,
    }


def community_entries_of(programme):
    """One entry of each register of community life, in the one neighbourhood."""
    [place] = programme.neighbourhoods.all()
    group = CommunityGroupFactory(programme=programme, eligible_in=[place])
    project = ProjectFactory(programme=programme)
    project.places.add(place)
    return {
        **directory_entries_of(programme, place),
        "neighbourhoods:visit": FieldworkEntryFactory(neighbourhood=place).pk,
        **issue_entries_of(programme, place),
        "neighbourhoods:link": GroupLinkFactory(group=group).pk,
        "neighbourhoods:agency": AgencyFactory(programme=programme).pk,
        "neighbourhoods:asset": AssetFactory(neighbourhood=place).pk,
        "neighbourhoods:scheme": GrantSchemeFactory(programme=programme).pk,
        "neighbourhoods:grant": GrantFactory(group=group).pk,
        "neighbourhoods:project": project.pk,
        "neighbourhoods:contact-new": group.pk,
        "neighbourhoods:contact": ContactFactory(group=group).pk,
        "neighbourhoods:profile-strike-out": group.profiles.get().pk,
        "neighbourhoods:profile": group.pk,
        "neighbourhoods:register-file": RegisterFileFactory(programme=programme).pk,
        "neighbourhoods:merge": merged_entry_of(programme, group).pk,
        "neighbourhoods:confirmation": RegisterConfirmationFactory(neighbourhood=place).pk,
        "neighbourhoods:group": group.pk,
    }


def directory_entries_of(programme, place):
    """The numbers of what the public directory, which is on, says of one group that agreed to be listed."""
    RegisterRules.objects.update_or_create(programme=programme, defaults={"directory_is_public": True})
    group = CommunityGroupFactory(programme=programme, eligible_in=[place], is_listed=True, meets="place")
    return {
        "neighbourhoods:directory-service-at-location": openreferral.at_location_id(group.key, "physical"),
        "neighbourhoods:directory-service": group.key,
        "neighbourhoods:directory-taxonomy-term": openreferral.THEMES.id_of("food"),
        "neighbourhoods:directory-taxonomy": openreferral.THEMES.id,
    }


def merged_entry_of(programme, group):
    """A second entry of the group, put under it."""
    absorbed = CommunityGroupFactory(programme=programme, duplicate_of=group)
    return GroupMerge.objects.create(programme=programme, kept=group, absorbed=absorbed, reason="One group.")


def issue_entries_of(programme, place):
    """One entry of each register of issues and of what the work showed; the case study is shared."""
    issue = CommunityIssueFactory(neighbourhood=place)
    study = CaseStudyFactory(
        programme=programme,
        neighbourhood=place,
        consent_how="spoken",
        consent_on=date(2024, 9, 1),
        consent_by="The club",
        is_shared=True,
    )
    return {
        "neighbourhoods:issue": issue.pk,
        "neighbourhoods:reply": AgencyReplyFactory(issue=issue).pk,
        "neighbourhoods:effect": EffectFactory(programme=programme, neighbourhood=place).pk,
        "neighbourhoods:case-study": study.pk,
        "neighbourhoods:step": MethodStepFactory(neighbourhood=place).pk,
        "neighbourhoods:discussion": AnchorsDiscussionFactory(meeting=MeetingFactory(programme=programme)).pk,
    }


def meeting_entries_of(programme):
    meeting = MeetingFactory(programme=programme)
    return {
        "commissioning:attendance-new": meeting.pk,
        "commissioning:paper-new": meeting.pk,
        "commissioning:meeting": meeting.pk,
        "commissioning:attendance": AttendanceFactory(meeting=meeting).pk,
        "commissioning:paper": PaperFactory(meeting=meeting).pk,
        "commissioning:resolution": ResolutionFactory(meeting=meeting).pk,
        "commissioning:action": ActionFactory(meeting=meeting).pk,
    }


def gate_entries_of(programme):
    """Stage 1 is decided with a condition, stage 2 runs and has a KPI."""
    first = programme.stages.first() or StageFactory(programme=programme)
    decision = DecisionFactory(stage=first)
    second = StageFactory(programme=programme, number=2, begins_on=programme.month_start(7), begins_under=decision)
    return {
        "commissioning:condition": ConditionFactory(decision=decision).pk,
        "evaluation:kpi": KpiFactory(stage=second).pk,
    }


def money_entries_of(programme):
    stage = programme.stages.first() or StageFactory(programme=programme)
    return {
        "commissioning:budget-line": BudgetLineFactory(stage=stage).pk,
        "commissioning:payment": PaymentFactory(stage=stage).pk,
        "commissioning:partner": PartnerFactory(programme=programme).pk,
        "commissioning:contribution": ContributionFactory(stage=stage).pk,
        "commissioning:money-file": MoneyFileFactory(programme=programme).pk,
    }


def work_entries_of(programme):
    stage = programme.stages.first() or StageFactory(programme=programme)
    task = TaskFactory(stage=stage).pk
    report = StageReport.objects.create(stage=stage, title="Report", submitted_on=date(2024, 9, 27))
    return {
        "commissioning:stage-edit": stage.pk,
        "commissioning:extend": task,
        "commissioning:task": task,
        "commissioning:milestone": MilestoneFactory(stage=stage).pk,
        "commissioning:report": report.pk,
    }


def worker_of(programme):
    """The fieldworker, who is deployed to the one neighbourhood."""
    return programme.memberships.get(role=Role.FIELDWORKER).user


def team_entries_of(programme):
    appointment = AppointmentFactory(post__programme=programme, user=worker_of(programme))
    deployment = DeploymentFactory(appointment=appointment, neighbourhood=programme.neighbourhoods.first())
    return {
        "commissioning:post": appointment.post_id,
        "commissioning:appointment": appointment.pk,
        "neighbourhoods:deployment": deployment.pk,
    }


def address(name, parameters, things):
    values = {}
    for parameter in parameters:
        value = things[parameter]
        if isinstance(value, dict):
            value = next((found for start, found in value.items() if name.startswith(start)), "A1")
        values[parameter] = value
    return reverse(name, kwargs=values)


def expected(rule, visitor, name):
    """The statuses that `visitor` may meet."""
    if rule.who == ANYBODY:
        return rule.statuses
    if visitor == "anonymous":
        return (302,)
    if rule.who == SIGNED_IN:
        return rule.statuses
    if rule.who == COMMISSIONERS:
        return rule.statuses if visitor in (Role.COMMISSIONER, "outsider") else (403,)
    if visitor == "outsider":
        return (404,)
    if rule.who == MEMBERS or visitor in rule.who:
        return rule.statuses
    return (403,)


def asked(client, method, url):
    """The response; what the request changed is taken back, so that every route meets the same world."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("visitor", VISITORS)
def test_each_visitor_reaches_what_the_table_says(world, client, visitor):
    _, people, things = world
    wrong = []
    for name, parameters in ROUTES:
        rule = ACCESS[name]
        client.logout()
        if visitor != "anonymous":
            client.force_login(people[visitor], backend="django.contrib.auth.backends.ModelBackend")
        response = asked(client, rule.method, address(name, parameters, things))
        if response.status_code not in expected(rule, visitor, name):
            wrong.append((name, response.status_code, expected(rule, visitor, name)))
        elif visitor == "anonymous" and rule.who != ANYBODY:
            to_sign_in = response.headers["Location"].startswith(reverse(settings.LOGIN_URL))
            if not to_sign_in:
                wrong.append((name, response.headers["Location"], "sign in"))
    assert wrong == []


def test_things_of_another_programme_are_not_found_under_ones_own(world, client):
    """Knowing a number is not enough: the address must name the programme that the thing belongs to."""
    _, _, things = world
    member = MembershipFactory(role=Role.EVALUATOR, programme=ProgrammeFactory(slug="mine"))
    other = MembershipFactory(role=Role.COORDINATOR, user=UserFactory(), programme=member.programme)
    found = []
    for visitor in (member.user, other.user):
        client.force_login(visitor, backend="django.contrib.auth.backends.ModelBackend")
        for name, parameters in ROUTES:
            if "slug" in parameters and (parameters & {"pk", "wave"} or name in PLACE_PAGES):
                url = address(name, parameters, {**things, "slug": "mine"})
                response = asked(client, ACCESS[name].method, url)
                if response.status_code not in (404, 403):
                    found.append((name, response.status_code))
    assert found == []
