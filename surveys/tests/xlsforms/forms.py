"""Questionnaires for tests of forms: one of every kind, and any that hypothesis can think of."""

from hypothesis import strategies as st

from commissioning.models import Programme
from surveys.languages import LANGUAGES
from surveys.models import Questionnaire, QuestionnaireItem
from surveys.models.questionnaires import Kind
from surveys.tests.answering.questions import one_of_each_kind

ODD = ["${", "${R4}", '"', "'", "“", "\n", "😀", "=1+1", "<b>", "&amp;", "]]>", "#", "**", "،مرحبا", "a  b", "98"]


def asking(items, **fields):
    """An unsaved questionnaire of a programme that asks `items`."""
    fields = {"title": "Residents’ survey", "audience": "residents", "version": 3} | fields
    questionnaire = Questionnaire(programme=Programme(slug="vale", name="Vale"), **fields)
    questionnaire.__dict__["asked"] = items
    return questionnaire


def whole_form(**fields):
    """One question of each kind, in two sections, in English and Arabic, with every text."""
    items = one_of_each_kind()
    items[2].section = "What you like"
    items[0].translations = {"ar": {"wording": "هل قدمت مساعدة؟", "options": {"1": "نعم", "2": "لا"}}}
    items[2].translations = {"ar": {"section": "ما تحب", "options": {"2": "طعام"}}}
    items[4].hint = "Count adults only"
    texts = {"introduction": "Hello", "consent": "May we ask you some questions?", "thanks": "Thank you"}
    arabic = {"languages": ["ar"], "translations": {"ar": {"consent": "هل يمكننا أن نسألك بعض الأسئلة؟"}}}
    return asking(items, **texts | arabic | fields)


def words(most=30):
    """Words that somebody may write on a form, odd ones among them."""
    plain = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=most)
    return st.lists(plain | st.sampled_from(ODD), min_size=1, max_size=3).map("".join).map(str.strip).filter(bool)


def options_of(kind):
    if kind not in (Kind.SINGLE, Kind.MULTIPLE):
        return st.just([])
    codes = st.integers(1, 14) if kind == Kind.MULTIPLE else st.sampled_from([*range(96), 97])
    chosen = st.lists(codes, min_size=2, max_size=6, unique=True)
    return chosen.flatmap(
        lambda codes: st.tuples(*[words() for _ in codes]).map(
            lambda labels: [{"code": code, "label": label} for code, label in zip(codes, labels, strict=True)]
        )
    )


@st.composite
def translation_of(draw, options):
    kept = {part: draw(words()) for part in ("wording", "hint", "section") if draw(st.booleans())}
    labels = {str(option["code"]): draw(words()) for option in options if draw(st.booleans())}
    return kept | ({"options": labels} if labels else {})


def asked_if_of(gate):
    """Routing that points to some answers of an earlier item."""
    if gate.kind in (Kind.SINGLE, Kind.MULTIPLE):
        codes = st.sampled_from([option["code"] for option in gate.options])
    else:
        codes = st.integers(gate.low, gate.high)
    wanted = st.lists(codes, min_size=1, max_size=4, unique=True).map(sorted)
    return wanted.map(lambda codes: {"question": gate.code, "is": codes})


@st.composite
def items(draw, languages=("ar", "fr"), codes="L"):
    """Up to eight items in order, with options, bounds, sections, routing and translations."""
    asked = []
    for position in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(list(Kind)))
        options = draw(options_of(kind))
        is_amount = kind in (Kind.COUNT, Kind.NUMBER)
        low = draw(st.integers(0, 90)) if is_amount else None
        gates = [item for item in asked if item.kind != Kind.TEXT]
        asked.append(
            QuestionnaireItem(
                code=f"{codes}{position + 1}",
                position=position,
                kind=kind.value,
                wording=draw(words()),
                hint=draw(st.just("") | words()),
                options=options,
                low=low,
                high=draw(st.integers(low, 95 if kind == Kind.COUNT else 30_000)) if is_amount else None,
                asked_if=draw(st.sampled_from(gates).flatmap(asked_if_of)) if gates and draw(st.booleans()) else None,
                section=draw(st.just("") | words()),
                translations={code: draw(translation_of(options)) for code in languages if draw(st.booleans())},
            )
        )
    return asked


@st.composite
def questionnaires(draw):
    """A questionnaire with any items, texts and languages."""
    languages = draw(st.lists(st.sampled_from(sorted(LANGUAGES)), max_size=3, unique=True))
    texts = {name: draw(st.just("") | words()) for name in ("introduction", "consent", "thanks")}
    translations = {code: {name: draw(words()) for name in texts if draw(st.booleans())} for code in languages}
    return asking(draw(items(languages)), title=draw(words()), languages=languages, translations=translations, **texts)
