"""Pictures, recordings and filed pages of a session: kept once, changed, removed.

A browser that sends the same file again, because it never heard the answer, sends the same `uid` and gets the same
row; another file under that `uid` is refused, so that nobody hears that it was kept. A verified record takes no more
pictures, and what is written of those that it has stays; consent may be given and withdrawn, and a picture removed, at
any time. Pages of the kit may be filed afterwards too.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit, files
from cbp.core.choices import Classification
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions.opening import begin, locked, quoted
from cbp.workshops.checks import is_ahead
from cbp.workshops.media import Media, media_of
from cbp.workshops.models import (
    RESTRICTED_TOOLS,
    ConsentKind,
    ConsentScope,
    PageCode,
    PhotoKind,
    Session,
    SessionPhoto,
    SheetKind,
)
from cbp.workshops.phases import SessionState

CONSENT = ("consent", "consent_scope", "consent_until", "shows_children", "guardian_agreed")
WORDS = ("kind", "tool", "caption", "transcription", "taken_on", "language")
FIELDS = (*WORDS, *CONSENT)
CHOSEN = (PhotoKind.PHOTO, PhotoKind.DRAWING)
OVER = (SessionState.VERIFIED, SessionState.CANCELLED)


@dataclass(frozen=True)
class Sent:
    """A file as it arrived: `uid` was made by whoever sent it, so that it is kept once however often it is sent."""

    upload: UploadedFile[Any]
    uid: uuid.UUID


# --- kept once --------------------------------------------------------------------------------------------------------
def add_photo(
    session: Session, upload: UploadedFile[Any], *, uid: uuid.UUID, fields: Mapping[str, Any], by: User
) -> SessionPhoto:
    """The picture or recording; the one that is there already when it was sent under this `uid` before.

    Refuses what is neither, another file under the same `uid`, and sessions that are verified, cancelled or to come.
    """
    photo = SessionPhoto(session=session, **{name: fields[name] for name in FIELDS if name in fields})
    return _kept(photo, Sent(upload, uid), by)


def file_page(
    page: PageCode, upload: UploadedFile[Any], *, uid: uuid.UUID, caption: str = "", by: User
) -> SessionPhoto:
    """A photographed or scanned page of the kit, to its session and its sheet. Also beside a verified record."""
    photo = SessionPhoto(session=page.session, page=page, kind=PhotoKind.PAGE, caption=caption.strip())
    return _kept(photo, Sent(upload, uid), by)


def _kept(photo: SessionPhoto, sent: Sent, by: User) -> SessionPhoto:
    media = media_of(sent.upload)  # the long part, before anything is locked
    if there := _there(photo, sent.uid, media):
        return there
    with transaction.atomic():
        session = _taking(photo)
        if there := _there(photo, sent.uid, media):
            return there
        _describe(photo, session, media, sent, by)
        _write(photo, media)
        if session.is_open and (fields := begin(session)):
            session.save_over(session.version, fields)
        verb = Verb.PAGE_FILED if photo.page_id else Verb.PHOTO_ADDED
        audit.record(verb, photo, by=by, after=_told(photo))
    return photo


def _there(photo: SessionPhoto, uid: uuid.UUID, media: Media) -> SessionPhoto | None:
    """Known by its `uid` and its bytes. A file of another session or page is not given away, nor is one that differs
    kept under its mark."""
    there = SessionPhoto.objects.filter(uid=uid).first()
    if there is None:
        return None
    place, other = (photo.session_id, photo.page_id), (there.session_id, there.page_id)
    if place != other or there.sha256 != files.checksum(media.content):
        raise Refused(_("This file carries the mark of another one. Choose it once more."))
    return there


def _taking(photo: SessionPhoto) -> Session:
    """Its session, locked; refused where it takes no file any more, or not yet."""
    session = locked(photo.session)
    if session.state == SessionState.CANCELLED or (session.state == SessionState.VERIFIED and not photo.page_id):
        sentence = _("This session is %(state)s. It takes no picture and no recording any more.")
        raise Refused(sentence % {"state": quoted(session.state)})
    if is_ahead(session.held_on):
        raise Refused(_("The session lies in the future. Its pictures are added after it was held."))
    return session


def _describe(photo: SessionPhoto, session: Session, media: Media, sent: Sent, by: User) -> None:
    """What the file itself and its session say of it; refuses what cannot be."""
    if photo.page_id:
        if media.is_sound:
            raise Refused(_("A page of the kit is filed as a picture. This is a sound recording."))
    elif media.is_sound:
        photo.kind = PhotoKind.RECORDING
    elif photo.kind not in CHOSEN:
        photo.kind = PhotoKind.PHOTO
    photo.uid, photo.by, photo.session = sent.uid, by, session
    photo.name = files.clean_name(sent.upload.name or "")
    photo.content_type, photo.width, photo.height = media.content_type, media.width, media.height
    photo.language = session.language_beside(by.language)
    _settle(photo)


def _write(photo: SessionPhoto, media: Media) -> None:
    """To the disk, then to the database; bytes without a row are taken away again."""
    kept = files.keep(media.content, media.suffix)
    for name, value in kept.as_fields().items():
        setattr(photo, name, value)
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError as error:  # the same mark, sent to another session at this very moment
        files.drop(kept.stored_as)
        raise Refused(_("This file carries the mark of another one. Choose it once more.")) from error
    except BaseException:
        files.drop(kept.stored_as)
        raise


# --- changed and removed ----------------------------------------------------------------------------------------------
@transaction.atomic
def change_photo(photo: SessionPhoto, *, fields: Collection[str], expected: int, by: User) -> None:
    """Writes the named fields; raises `Stale`. Beside a closed record only consent is changed, and words of a page."""
    session = locked(photo.session)
    current = _current(photo)
    closed = session.state in OVER and current.kind != PhotoKind.PAGE
    if closed and not set(fields) <= set(CONSENT):
        sentence = _("This session is %(state)s. Only the consent of its pictures is changed now.")
        raise Refused(sentence % {"state": quoted(session.state)})
    before = _told(current)
    stays = current.is_restricted and current.tool is None and "tool" not in fields  # its tool was taken out
    for name in fields:
        setattr(current, name, getattr(photo, name))
    written = {*fields, *_settle(current)}
    if stays:
        current.classification = Classification.RESTRICTED
    if current.doubt_translations([name for name in fields if name in current.TEXTS]):
        written.add("translations")
    current.save_over(expected, sorted(written))
    after = _told(current)
    changed = [name for name in after if after[name] != before.get(name)]
    audit.record(
        Verb.PHOTO_CHANGED, current, by=by,
        before={name: before.get(name) for name in changed}, after={name: after[name] for name in changed},
    )  # fmt: skip
    photo.refresh_from_db()


@transaction.atomic
def remove_photo(photo: SessionPhoto, *, reason: str = "", by: User) -> None:
    """Row and file, for good: also after the record was verified, because people may take their word back."""
    locked(photo.session)
    current = _current(photo)
    audit.record(Verb.PHOTO_REMOVED, current, by=by, before=_told(current), reason=reason.strip()[:500])
    current.delete()
    transaction.on_commit(partial(files.drop, current.stored_as))


def _current(photo: SessionPhoto) -> SessionPhoto:
    rows = SessionPhoto.objects.select_for_update(of=("self",)).select_related("tool", "page", "session__cycle")
    current = rows.filter(pk=photo.pk).first()
    if current is None:
        raise Refused(_("This file was removed meanwhile."))
    if current.is_restricted:  # like the tool that it shows, also in how the history calls it
        current.classification = Classification.RESTRICTED
    return current


def lost_files() -> int:
    """How many rows have lost their file: a disk that was restored from before they came. They stay, and say so."""
    return sum(not photo.path.is_file() for photo in SessionPhoto.objects.only("stored_as").order_by("pk").iterator())


# --- what holds for each ----------------------------------------------------------------------------------------------
def _settle(photo: SessionPhoto) -> list[str]:
    """Refuses what contradicts itself. Gives the fields that follow from others and were set here."""
    if photo.tool is not None and photo.tool.session_id != photo.session_id:
        raise Refused(_("This tool belongs to another session."))
    if is_ahead(photo.taken_on):
        raise Refused(_("The picture cannot have been taken in the future."))
    if photo.consent_until and photo.taken_on and photo.consent_until < photo.taken_on:
        raise Refused(_("The consent cannot end before the picture was taken."))
    if photo.shows_children and photo.consent == ConsentKind.NOBODY:
        raise Refused(_("Either nobody can be recognised, or children can. Decide on one."))
    if photo.consent == ConsentKind.UNKNOWN:  # withdrawn as a whole
        photo.consent_scope, photo.consent_until, photo.guardian_agreed = ConsentScope.INTERNAL, None, False
    photo.guardian_agreed = photo.guardian_agreed and photo.shows_children
    photo.classification = Classification.RESTRICTED if _is_restricted(photo) else Classification.INTERNAL
    return ["consent_scope", "consent_until", "guardian_agreed", "classification"]


def _is_restricted(photo: SessionPhoto) -> bool:
    """What shows a restricted tool is restricted like it, and so is the sheet on which that tool was drawn."""
    if photo.page is not None and photo.page.sheet == SheetKind.TOOL and photo.page.about in RESTRICTED_TOOLS:
        return True
    return photo.tool is not None and (
        photo.tool.tool in RESTRICTED_TOOLS or photo.tool.classification == Classification.RESTRICTED
    )


def _told(photo: SessionPhoto) -> dict[str, object]:
    """For the history: never the file; of what is restricted only what kind of thing it is."""
    if photo.classification == Classification.RESTRICTED:
        return {"kind": str(photo.kind)}
    told = audit.values_of(photo, [name for name in FIELDS if name != "tool"])
    told["tool"] = str(photo.tool.tool) if photo.tool else ""
    if photo.page is not None:
        told["sheet"] = str(photo.page.sheet)
    return told
