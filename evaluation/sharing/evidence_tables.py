"""The tables of the evidence: figures with their definitions, waves, samples, questions, reports."""

from evaluation.catalogue import Catalogue
from evaluation.models import Edition
from evaluation.sharing.figures import COLUMNS, FigureRows
from evaluation.sharing.tables import Table, plain
from surveys.disclosure import FEWEST_SHOWN, is_few
from surveys.models import QuestionnaireItem, Sample, Wave


def _figures(programme):
    return (list(row.values()) for row in FigureRows(programme)[:])


def _indicators(programme):
    for one in Catalogue(programme).readings.values():
        yield [getattr(one, name) for name in INDICATOR_COLUMNS if name != "questions"] + ["; ".join(one.questions)]


INDICATOR_COLUMNS = {
    "code": "Code, as in the figures.",
    "name": "Name.",
    "goal": "Number of the goal.",
    "headline": "Whether it stands for its goal.",
    "unit": "Unit of the figures.",
    "direction": "The way that is an improvement: up, down, or context for neither.",
    "audience": "Who is asked: residents, organisations; or register, which is counted.",
    "counted": "What is counted.",
    "out_of": "Out of whom.",
    "notes": "How to read it.",
    "questions": "Codes of the questions.",
}
NEIGHBOURHOOD_COLUMNS = {
    "code": "ONS code.",
    "name": "Name.",
    "vintage": "Year of the ward boundaries.",
    "cohort": "Number of its cohort; empty while it is in none.",
}
WAVE_COLUMNS = {
    "name": "Name of the wave.",
    "purpose": "baseline or follow-up.",
    "design": "random or quota.",
    "questionnaire": "Questionnaire and version.",
    "starts_on": "First day of fieldwork.",
    "ends_on": "Last day of fieldwork.",
    "weighting": "How answers were weighted.",
    "locked_at": "When it was locked.",
    "destroyed_on": "When single answers were destroyed; empty while they are kept.",
}
SAMPLE_COLUMNS = {
    "wave": "Name of the wave.",
    "neighbourhood": "Code of the neighbourhood.",
    "target": "Answers aimed at.",
    "respondents": f"Answers; fewer than {FEWEST_SHOWN} are not counted out.",
    "population": "Residents that they stand for.",
    "fingerprint": "SHA-256 of the sealed answers.",
}
QUESTION_COLUMNS = {
    "questionnaire": "Questionnaire and version.",
    "position": "Place in it.",
    "code": "Code of the question.",
    "kind": "single, multiple, count or text.",
    "wording": "As it was asked.",
    "options": "Code and words of each answer.",
}
REPORT_COLUMNS = {
    "report": "Number of the report in addresses.",
    "version": "Number of the version.",
    "kind": "stage, neighbourhood, programme or concluding.",
    "title": "Title.",
    "stage": "Number of the stage.",
    "neighbourhood": "Code of the neighbourhood.",
    "state": "submitted, accepted or published.",
    "as_at": "The day on which its evidence was read.",
    "what_changed": "Since the version before.",
    "fingerprint": "SHA-256 of its words and evidence.",
}


def _neighbourhoods(programme):
    places = programme.neighbourhoods.select_related("cohort").defer("boundary").order_by("name")
    return ([n.code, n.name, n.vintage, n.cohort.number if n.cohort else None] for n in places)


def _locked(programme):
    return Wave.objects.filter(programme=programme, locked_at__isnull=False).order_by("starts_on", "pk")


def _waves(programme):
    for wave in _locked(programme).select_related("questionnaire"):
        asked = {"questionnaire": str(wave.questionnaire)}
        yield [asked[name] if name in asked else plain(getattr(wave, name)) for name in WAVE_COLUMNS]


def _samples(programme):
    samples = Sample.objects.filter(wave__in=_locked(programme)).select_related("wave", "neighbourhood")
    for each in samples.defer("sealed", "neighbourhood__boundary").order_by("wave", "neighbourhood__name"):
        people = f"fewer than {FEWEST_SHOWN}" if is_few(each.respondents or 0) else each.respondents
        yield [each.wave.name, each.neighbourhood.code, each.target, people, each.population, each.fingerprint]


def _questions(programme):
    items = QuestionnaireItem.objects.filter(
        questionnaire__programme=programme, questionnaire__published_at__isnull=False
    )
    for item in items.select_related("questionnaire").order_by("questionnaire", "position"):
        options = "; ".join(f"{option['code']}: {option['label']}" for option in item.options or [])
        yield [str(item.questionnaire), item.position, item.code, item.kind, item.wording, options]


def _reports(programme):
    editions = Edition.objects.of(programme).exclude(state__in=Edition.OPEN).defer("content", "evidence")
    for edition in editions.select_related("report__stage", "report__neighbourhood").order_by("report", "number"):
        report = edition.report
        stage = report.stage.number if report.stage else None
        place = report.neighbourhood.code if report.neighbourhood else None
        yield [
            *(report.pk, edition.number, report.kind, report.title, stage, place, edition.state),
            *(edition.as_at, edition.what_changed, edition.fingerprint),
        ]


EVIDENCE_TABLES = (
    Table("figures", "Figures", "Every published figure with interval, change and verdict.", COLUMNS, _figures),
    Table("indicators", "Indicators", "How each figure is defined.", INDICATOR_COLUMNS, _indicators),
    Table("neighbourhoods", "Neighbourhoods", "Where the programme works.", NEIGHBOURHOOD_COLUMNS, _neighbourhoods),
    Table("waves", "Waves", "Locked survey waves.", WAVE_COLUMNS, _waves),
    Table(
        "samples", "Samples", "How many answered where, with the fingerprint of the answers.", SAMPLE_COLUMNS, _samples
    ),
    Table("questions", "Questions", "What published questionnaires ask.", QUESTION_COLUMNS, _questions),
    Table("reports", "Reports", "Reports that were handed in.", REPORT_COLUMNS, _reports),
)
