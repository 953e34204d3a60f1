"""The anchors discussion: where a meeting stood on the five questions, kept as one entry."""

from django.db import transaction

from commissioning.actions.entries import EntrySentBefore, hold, refuse_stale, save_entry, sent_before_words
from neighbourhoods.models import AnchorsDiscussion, AnchorsPosition


@transaction.atomic
def record_discussion(*, programme, discussion, positions, by, seen=None):
    """Write a new or changed discussion with its `positions`, {question: (standing or None, words)}.

    Questions without a standing and without words are left out: they were not discussed. The positions are part of the
    entry: raises what `save_entry` raises, also where only they were changed meanwhile, or differ when sent again.
    """
    hold(programme)
    wanted = {question: said for question, said in positions.items() if said != (None, "")}
    if discussion._state.adding and (standing := _of_key(programme, discussion.key)):
        if positions_of(standing) != wanted:
            raise EntrySentBefore(sent_before_words(standing, by))
        return save_entry(programme=programme, entry=discussion, by=by)
    is_new = discussion._state.adding
    if is_new or positions_of(discussion) == wanted:
        saved = save_entry(programme=programme, entry=discussion, by=by, seen=seen)
    else:
        saved = _mark_changed(programme, discussion, by, seen)
    _write(saved, wanted, by)
    return saved


def positions_of(discussion):
    """{question: (standing or None, words)} as they stand."""
    return {row.question: (row.standing, row.words) for row in AnchorsPosition.objects.filter(discussion=discussion)}


def _of_key(programme, key):
    return AnchorsDiscussion.objects.of(programme).filter(key=key).first()


def _mark_changed(programme, discussion, by, seen):
    """Save the discussion though only its positions differ, so that whoever has it open learns of the change."""
    refuse_stale(programme, discussion, by, seen)
    discussion.full_clean()
    discussion._history_user = by
    discussion.save()
    return discussion


def _write(discussion, wanted, by):
    rows = {row.question: row for row in discussion.positions.all()}
    for question, row in rows.items():
        if question not in wanted:
            row._history_user = by
            row.delete()
    for question, (standing, words) in wanted.items():
        row = rows.get(question) or AnchorsPosition(discussion=discussion, question=question)
        if row.pk is None or (row.standing, row.words) != (standing, words):
            row.standing, row.words, row._history_user = standing, words, by
            row.full_clean()
            row.save()
