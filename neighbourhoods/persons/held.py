"""What is held of a person in a programme: their details, and texts that mention them, today's and earlier ones.

Each thing found has its treatment, should the person ask to be erased: gone, taken out, taken out where somebody says
so, or kept with the reason. docs/data-protection.md tells it in words.
"""

import io
import json
import zipfile
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst

from accounts.models import User
from commissioning.models import Membership
from neighbourhoods.models import RegisterFile
from neighbourhoods.persons.columns import models_of_programmes, records_of, rows_of, texts_of

DELETE, TAKE_OUT, MAY_MENTION, STAYS = "delete", "take-out", "may-mention", "stays"
# Fields that hold somebody's details as such; every other text only may mention them.
DETAILS = {
    "commissioning.Attendance": {"name"},
    "commissioning.Appointment": {"name"},
    "commissioning.Action": {"owner_words"},
    "neighbourhoods.CaseStudy": {"consent_by"},
    "neighbourhoods.RegisterFile": {"content", "faults", "summary", "changes"},
}
ORDER = (DELETE, TAKE_OUT, MAY_MENTION, STAYS)
PARENTS = ("group", "meeting", "post", "neighbourhood")
DELETED = {"neighbourhoods.Contact"}
WHY = {
    "neighbourhoods.Contact": "Deleted, with everything that was ever on record of it.",
    "commissioning.Attendance": "The name is taken out. That somebody came stays, as the meeting’s minutes count it.",
    "commissioning.Appointment": "The name is taken out. That the post was filled stays, as costs and deployments "
    "rest on it.",
    "commissioning.Action": "The name is taken out. What is to be done stays.",
    "neighbourhoods.CaseStudy": "The name is taken out. That consent was given stays, with its day.",
    "neighbourhoods.RegisterFile": "A file that waits is thrown away; of one that was imported, the rows that are "
    "still listed lose it.",
}
# Words in the surveys room that are not the answers of a survey.
OWN_WORDS = {"surveys.Invitation", "surveys.Testimony"}
KEPT = {
    "commissioning.Decision": "A decision at a break clause is final: who took it, on what evidence and why cannot be "
    "changed afterwards.",
    "neighbourhoods.BaselineFreeze": "A frozen baseline is never changed.",
    "surveys.Sitting": "Answers that somebody has begun and not sent. They are deleted 30 days after the last day on "
    "which anything was answered.",
    "surveys": "Answers of a survey are changed by nobody but the evaluator, and by nobody once the wave is locked. "
    "Tell the evaluator.",
    "evaluation": "Published figures rest on it.",
}
ACCOUNT = (
    "They sign in here, and what they recorded and signed is kept under their account. End their membership on the "
    "page “People” first; the account is then closed by whoever runs this site."
)


@dataclass(frozen=True)
class Part:
    """A field in which the person was found, of a row as it is or of an earlier version of it."""

    name: str
    label: str
    text: str
    is_earlier: bool = False


@dataclass
class Held:
    """A row in which the person was found: what and where it is, its Parts, and what an erasure does with it.

    `records` are the earlier versions that hold them; `is_there` says whether the row itself still does.
    """

    model: type
    pk: int
    treatment: str
    what: str
    where: str
    url: str
    parts: list[Part] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    is_there: bool = False

    @property
    def key(self):
        """How a form names it."""
        return f"{self.model._meta.label}:{self.pk}:{self.treatment}"

    @property
    def why(self):
        """What an erasure does with it, or why it stays."""
        label = self.model._meta.label
        if self.treatment == STAYS:
            return ACCOUNT if self.model is User else KEPT.get(label) or KEPT[label.partition(".")[0]]
        return WHY.get(label, "") if self.treatment != MAY_MENTION else ""

    def add(self, part):
        if part.text not in {known.text for known in self.parts if known.name == part.name}:
            self.parts.append(part)


def held_of(programme, terms):
    """Every Held of a person, by treatment and kind. Nothing is found without terms."""
    if not terms:
        return []
    found = list(_accounts(programme, terms))
    for model in models_of_programmes():
        found += _Search(model, programme, terms).found()
    return sorted(found, key=lambda held: (ORDER.index(held.treatment), held.what, held.pk))


def treatment_of(model, name):
    """What an erasure does with one field of a model."""
    label = model._meta.label
    if label in KEPT or (label.partition(".")[0] in KEPT and label not in OWN_WORDS):
        return STAYS
    if label in DELETED:
        return DELETE
    return TAKE_OUT if name in DETAILS.get(label, ()) else MAY_MENTION


def _accounts(programme, terms):
    """Accounts of members, past ones among them, who are this person."""
    url = reverse("commissioning:member-list", args=[programme.slug])
    ever = Membership.history.filter(programme=programme).values("user_id")
    for user in User.objects.filter(Q(memberships__programme=programme) | Q(pk__in=ever)).distinct():
        if terms.found_in(user.name) or terms.found_in(user.email):
            parts = [Part("name", "Full name", user.name), Part("email", "E-mail address", user.email)]
            yield Held(User, user.pk, STAYS, "Account", str(programme), url, parts, is_there=True)


class _Search:
    """One model of a programme, searched for a person."""

    def __init__(self, model, programme, terms):
        self.model, self.programme, self.terms = model, programme, terms
        self.held = {}

    def found(self):
        """The Held of the model: rows as they are first, then earlier versions, of rows that are gone too."""
        texts = texts_of(self.model)
        for row in self._candidates(rows_of(self.model, self.programme), texts):
            for part in self._parts(row, texts, is_earlier=False):
                held = self._held(row.pk, row, part.name)
                held.add(part)
                held.is_there = True
        if self.model is RegisterFile:
            self._in_files()
        records = records_of(self.model, self.programme)
        if records is not None:
            self._in_records(records)
        return self.held.values()

    def _in_records(self, records):
        texts = texts_of(records.model)
        for record in self._candidates(records, texts):
            for part in self._parts(record, texts, is_earlier=True):
                held = self._held(record.id, None, part.name)
                held.add(part)
                held.records = sorted({*held.records, record.history_id})

    def _in_files(self):
        """Files whose bytes are kept, because nobody has imported them yet."""
        for row in RegisterFile.objects.filter(programme=self.programme, applied_at=None):
            if self.terms.found_in(text_of_file(bytes(row.content))):
                held = self._held(row.pk, row, "content")
                held.add(Part("content", "The file itself", row.filename))
                held.is_there = True

    def _candidates(self, rows, texts):
        """Rows that may hold a term: those with what any text that holds one has, without their heavy bytes."""
        if not texts:
            return []
        if all(self.terms.hints):
            asked = [Q(**{f"{text.name}__icontains": hint}) for text in texts for hint in self.terms.hints]
            rows = rows.filter(reduce(or_, asked))
        heavy = [f.name for f in rows.model._meta.concrete_fields if f.get_internal_type() == "BinaryField"]
        return rows.defer(*heavy).iterator(chunk_size=2000)

    def _parts(self, row, texts, *, is_earlier):
        found = [text for text in texts if self.terms.found_in(in_words(getattr(row, text.attname)))]
        if found and self.model._meta.label in DELETED:
            found = [text for text in texts if getattr(row, text.attname)]
        return [self._part(row, text, is_earlier) for text in found]

    def _part(self, row, text, is_earlier):
        words = in_words(getattr(row, text.attname))
        is_detail = treatment_of(self.model, text.name) == DELETE
        told = words if is_detail else self.terms.around(words)
        return Part(text.name, capfirst(str(text.verbose_name)), told, is_earlier)

    def _held(self, pk, row, name):
        treatment = treatment_of(self.model, name)
        if (pk, treatment) not in self.held:
            row = row or rows_of(self.model, self.programme).filter(pk=pk).first()
            what = capfirst(str(self.model._meta.verbose_name))
            where, url = (self._place_of(row), _url(row)) if row else ("removed since", "")
            self.held[pk, treatment] = Held(self.model, pk, treatment, what, where, url)
        return self.held[pk, treatment]

    def _place_of(self, row):
        """What to call a row: itself, or what it belongs to where its own name is the person's."""
        if not self.terms.found_in(str(row)):
            return str(row)
        return str(next((parent for name in PARENTS if (parent := getattr(row, name, None))), self.programme))


def _url(row):
    """The page on which a row is shown and can be edited, or that of what it belongs to; "" where there is none."""
    if hasattr(row, "get_absolute_url"):
        return row.get_absolute_url()
    for way in row._meta.concrete_fields:
        if way.many_to_one and hasattr(way.related_model, "get_absolute_url") and (parent := getattr(row, way.name)):
            return parent.get_absolute_url()
    return ""


def in_words(value):
    """A stored text as one text; what JSON holds in its own letters."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else ""


def text_of_file(content):
    """What can be read of a file's bytes: a text, or the parts of a workbook."""
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"\n".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
            return ""
    code = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        return content.decode(code)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
