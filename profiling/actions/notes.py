"""What is said of a part of a profile in words."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core.refusals import Refused
from profiling import sections
from profiling.actions.guards import checked, opened
from profiling.actions.telling import tell
from profiling.models import SectionNote
from profiling.reading.layouts import layout_for


@transaction.atomic
def save_note(note: SectionNote, *, by: User, expected: int | None = None) -> SectionNote:
    """The words on one part. There is one note for each part; an empty one goes. Raises `Stale`."""
    if note.section not in sections.NOTED:
        raise Refused(_("This part of the profile takes no note."))
    if note.is_unknown and not note.text.strip():
        raise Refused(_("Say in a few words why nothing is known."))
    profile = opened(note.profile, expected)
    stored = profile.notes.filter(section=note.section).first()
    told = not layout_for(profile)[note.section].is_restricted
    before = {"text": stored.text, "is_unknown": stored.is_unknown} if stored and told else None
    after = {"text": note.text, "is_unknown": note.is_unknown} if told else None
    if stored:
        note.pk, note._state.adding = stored.pk, False
        if not note.translations:
            note.translations = stored.translations
            if stored.text != note.text:
                note.doubt_translations(["text"])
    if note.text.strip():
        checked(note, without=("profile",))
        note.save()
    elif stored:
        stored.delete()
    tell(note.profile, note.section, by, before=before, after=after)
    return note
