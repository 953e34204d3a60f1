"""Changes to a programme's areas: official files checked and imported, neighbourhoods put into cohorts."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from simple_history.utils import bulk_update_with_history

from commissioning.models import Programme, raise_evidence_version
from neighbourhoods.models import AreaFile, CohortChoice, LocalIntelligence, Neighbourhood
from neighbourhoods.plans import Upload, plan_for
from neighbourhoods.reading.codes import USABLE, why_reserved
from neighbourhoods.signals import baselines_wanted, cohorts_changed

SHOWN_PLACES = 6


class FileNotImportable(Exception):
    """The file cannot be imported as things stand; the message says why."""


class FileHasFaults(FileNotImportable):
    """Reading the file again found faults, so nothing of it was imported."""


class AlreadyImported(FileNotImportable):
    """The file has been imported before."""


class NeighbourhoodRefused(Exception):
    """The neighbourhood cannot be added as asked; the message says why."""


class CohortOfAnotherProgramme(Exception):
    """A neighbourhood and the cohort it is put into belong to two programmes."""


class CohortRefused(Exception):
    """The neighbourhoods cannot be put into the cohort as asked; the message says why."""


class ReasonMissing(CohortRefused):
    """A choice of neighbourhoods needs a reason."""


class BaselineLocked(CohortRefused):
    """Neighbourhoods would leave the cohort that they have a locked baseline in, and nobody said that this is meant."""


class NoteEmpty(Exception):
    """There is nothing written in the note."""


@transaction.atomic
def check_area_file(*, programme, kind, filename, content, vintage, by):
    """Read the file without importing it: the AreaFile says what importing would change, or every fault.

    The same bytes give the same record again, unless they are imported and would now change something.
    """
    upload = Upload(kind, filename, bytes(content), vintage.strip())
    plan = plan_for(programme, upload)
    sha256 = hashlib.sha256(upload.content).hexdigest()
    same = AreaFile.objects.filter(programme=programme, kind=kind, sha256=sha256).order_by("-applied_at", "-pk")
    waiting = same.filter(applied_at=None).first()
    imported = same.exclude(applied_at=None).first()
    if imported and not waiting and not plan.faults and not plan.changes:
        return imported
    area_file = waiting or AreaFile(programme=programme, kind=kind, sha256=sha256, uploaded_by=by)
    area_file.filename, area_file.vintage, area_file.content = filename, upload.vintage, upload.content
    return _record(area_file, plan, by)


@transaction.atomic
def recheck_area_file(*, area_file, by):
    """Read a file that is not imported again, now that other files may have come in."""
    area_file = _locked(area_file)
    return _record(area_file, plan_for(area_file.programme, _upload(area_file)), by)


@transaction.atomic
def apply_area_file(*, area_file, by):
    """Import the file: read its bytes again, and change what they say, all of it or nothing.

    Raises AlreadyImported, or FileHasFaults where something has changed since the file was checked.
    """
    area_file = _locked(area_file)
    plan = plan_for(area_file.programme, _upload(area_file))
    if plan.faults:
        count = f"{len(plan.faults):,} faults" if len(plan.faults) > 1 else "a fault"
        raise FileHasFaults(f"{area_file} has {count}, so nothing was imported. {plan.faults[0].reason}")
    plan.write(by)
    area_file.applied_at, area_file.content = timezone.now(), b""
    raise_evidence_version(area_file.programme)
    return _record(area_file, plan, by)


@transaction.atomic
def discard_area_file(*, area_file, by):
    """Forget a file that was checked but is not wanted. What was imported stays on record."""
    area_file = _locked(area_file)
    area_file._history_user = by
    area_file.delete()


@transaction.atomic
def add_neighbourhood(*, programme, code, name, vintage="", by=None):
    """Add a place of which only code and name are known: no boundary, and so no place on a map.

    Adding it twice is the same as once. Raises NeighbourhoodRefused where the code is another's already, or
    cannot be a code.
    """
    _hold([programme.pk])
    if not USABLE.fullmatch(code) or not name.strip():
        raise NeighbourhoodRefused(
            f"“{code}”, “{name}”: a neighbourhood needs a name, and a code of at most 20 letters, digits, "
            "hyphens and underscores."
        )
    if reason := why_reserved(code, programme.slug):
        raise NeighbourhoodRefused(f"“{code}”, “{name}”: {reason}")
    standing = Neighbourhood.objects.filter(programme=programme, code=code).first()
    if standing and (standing.name, standing.vintage) != (name, vintage):
        raise NeighbourhoodRefused(f"{code} is the code of {standing} already.")
    if standing:
        return standing
    added = Neighbourhood(programme=programme, code=code, name=name, vintage=vintage)
    added._history_user = by
    added.save()
    raise_evidence_version(programme)
    return added


@transaction.atomic
def assign_cohort(*, neighbourhoods, cohort, by):
    """Put `neighbourhoods` into `cohort`, or with None into no cohort. Returns how many moved.

    No reason is kept: this is for setting a programme up. People choose by `choose_cohort`. Raises BaselineLocked
    where a neighbourhood would leave a cohort although it has a locked baseline.
    """
    areas = _held(neighbourhoods)
    _refuse_left_baselines(areas, cohort)
    return len(_move(areas, cohort, by))


@transaction.atomic
def choose_cohort(*, neighbourhoods, cohort, reason, by, ranking=None, after_baseline=False):
    """Put `neighbourhoods` into `cohort`, or with None into no cohort, and keep the reason. Returns the CohortChoices.

    `ranking` maps a neighbourhood's id to how it stood in the ranking that was looked at. Those already there get
    their reason written down if there is none yet, so that doing it twice is the same as once. Raises ReasonMissing,
    and BaselineLocked where a neighbourhood would leave a cohort although it has a locked baseline, unless
    `after_baseline` says that this is meant. Then nothing is changed at all.
    """
    if not reason.strip():
        raise ReasonMissing("Write down why. The reason stays with the neighbourhood.")
    areas = _held(neighbourhoods)
    if not after_baseline:
        _refuse_left_baselines(areas, cohort)
    baselines = _baselines_left(areas, cohort)
    choices = [
        CohortChoice(
            neighbourhood=area,
            cohort=cohort,
            number=_number(cohort),
            former_number=_number(area.cohort),
            reason=reason.strip(),
            ranking=(ranking or {}).get(area.pk, {}),
            baseline=baselines.get(area.pk, ""),
        )
        for area in _unsaid(areas, cohort)
    ]
    CohortChoice.objects.bulk_create(_signed(choices, by))
    _move(areas, cohort, by)
    return choices


@transaction.atomic
def note_intelligence(*, neighbourhood, note, by):
    """Write down what is known of a neighbourhood locally, beside what was written before. Raises NoteEmpty.

    The same note by the same person, sent twice, is kept once.
    """
    if not note.strip():
        raise NoteEmpty("Write down what is known of the place.")
    _hold([neighbourhood.programme_id])
    last = LocalIntelligence.objects.filter(neighbourhood=neighbourhood).first()
    if last and (last.note, last.written_by) == (note.strip(), by):
        return last
    [written] = _signed([LocalIntelligence(neighbourhood=neighbourhood, note=note.strip())], by)
    written._history_user = by
    written.save()
    return written


def _held(neighbourhoods):
    """The neighbourhoods as they are now, by name, with their programmes held."""
    _hold({area.programme_id for area in neighbourhoods})
    wanted = Neighbourhood.objects.filter(pk__in=[area.pk for area in neighbourhoods]).select_related("cohort")
    return list(wanted.select_for_update(of=("self",), no_key=True).order_by("name", "pk"))


def _move(areas, cohort, by):
    """Put `areas` into `cohort`; those that were not there already are given back."""
    if cohort and (strangers := [area.name for area in areas if area.programme_id != cohort.programme_id]):
        raise CohortOfAnotherProgramme(f"{cohort} is of another programme than {', '.join(strangers)}.")
    moving = [area for area in areas if area.cohort_id != (cohort and cohort.pk)]
    for area in moving:
        area.cohort = cohort
    bulk_update_with_history(moving, Neighbourhood, ["cohort"], default_user=by)
    for programme in Programme.objects.filter(pk__in={area.programme_id for area in moving}):
        raise_evidence_version(programme)
        cohorts_changed.send(sender=Neighbourhood, programme=programme)
    return moving


def _refuse_left_baselines(areas, cohort):
    if baselines := _baselines_left(areas, cohort):
        raise BaselineLocked(_left_behind([area for area in areas if area.pk in baselines], baselines, cohort))


def _baselines_left(areas, cohort):
    """Neighbourhood id -> its locked baseline in words, for those that would leave a cohort they have one in."""
    leaving = [area for area in areas if area.cohort_id and area.cohort_id != (cohort and cohort.pk)]
    found = {}
    for _, baselines in baselines_wanted.send(sender=Neighbourhood, neighbourhoods=leaving) if leaving else ():
        found |= baselines
    return found


def _left_behind(areas, baselines, cohort):
    """What moving `areas`, which have a locked baseline each, would do to figures, in words."""
    dated = [f"{area.name} ({baselines[area.pk]})" for area in areas]
    if len(dated) > SHOWN_PLACES:
        dated[SHOWN_PLACES:] = [f"{len(dated) - SHOWN_PLACES} more"]
    have, them = f"{', '.join(dated[:-1])} and {dated[-1]} have locked baselines", "them"
    if len(areas) == 1:
        have, them = f"{areas[0].name} has a locked baseline ({baselines[areas[0].pk]})", "it"
    numbers = sorted({area.cohort.number for area in areas} | ({cohort.number} if cohort else set()))
    cohorts = " and ".join(f"cohort {number}" for number in numbers)
    return f"{have}. Moving {them} changes what {cohorts} {'is' if len(numbers) == 1 else 'are'} compared with."


def _unsaid(areas, cohort):
    """Those that move, and those there already for whom nobody has written down why."""
    said = CohortChoice.objects.filter(neighbourhood__in=areas).order_by("written_at", "pk")
    latest = {choice.neighbourhood_id: choice.number for choice in said}
    wanted = _number(cohort)
    return [area for area in areas if _number(area.cohort) != wanted or latest.get(area.pk, "unsaid") != wanted]


def _number(cohort):
    return cohort.number if cohort else None


def _signed(records, by):
    """The records, all of one programme, with who wrote them and in which role."""
    membership = records[0].neighbourhood.programme.membership_of(by) if records and by else None
    for record in records:
        record.written_by, record.written_as = by, membership.role if membership else ""
    return records


def _hold(programmes):
    """Lock the programmes with these keys, always first and in one order, so that no two changes wait for each other.

    Rows that only point to a programme may still be written: answers and figures come in meanwhile.
    """
    list(Programme.objects.select_for_update(no_key=True).filter(pk__in=programmes).order_by("pk"))


def _locked(area_file):
    """The file as it is now, with its programme held so that no other import runs beside this one."""
    _hold([area_file.programme_id])
    found = (
        AreaFile.objects.select_for_update(of=("self",), no_key=True).select_related("programme").get(pk=area_file.pk)
    )
    if found.applied_at:
        raise AlreadyImported(
            f"{found} was imported on {date_format(timezone.localtime(found.applied_at), 'j F Y')} already."
        )
    return found


def _upload(area_file):
    return Upload(area_file.kind, area_file.filename, bytes(area_file.content), area_file.vintage)


def _record(area_file, plan, by):
    area_file.summary, area_file.faults = plan.summary, [list(fault) for fault in plan.faults]
    area_file._history_user = by
    area_file.save()
    return area_file
