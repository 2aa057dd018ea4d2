"""Pictures and recordings: kept once, known by content, changed, removed; what never leaves."""

from __future__ import annotations

import datetime
import itertools
import os
import time
import uuid

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from cbp.core import files
from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.workshops.actions.pages import codes_for
from cbp.workshops.actions.photos import add_photo, change_photo, file_page, remove_photo
from cbp.workshops.checks import has_a_hand
from cbp.workshops.models import PageCode, Session, SessionPhoto, SheetKind, Tool, ToolRecord
from cbp.workshops.phases import SessionState
from cbp.workshops.tasks import count_files
from reports import tidying
from tests.chain import make_session, verified
from tests.desk.test_saving import filled
from tests.workshops.photo_things import (
    OGG,
    kept_photo,
    picture,
    upload,
)

TODAY = datetime.date(2026, 5, 1)
AGREED = {"consent": "verbal", "consent_scope": "donor"}


def stored() -> set[str]:
    root = django_settings.FILES_DIR
    return {path.relative_to(root).as_posix() for path in root.glob("*/*")}


def page_of(session: Session, by, sheet=SheetKind.BALLOT, about: str = "") -> PageCode:
    codes_for(session, [(sheet, about)], by)
    return PageCode.objects.get(session=session, sheet=sheet, about=about)


# --- kept once --------------------------------------------------------------------------------------------------------
def test_a_picture_is_kept_with_what_is_said_of_it(cast, session):
    Session.objects.filter(pk=session.pk).update(summary="L’eau est loin", language="fr")
    fields = {**AGREED, "caption": "Sous l’arbre", "taken_on": TODAY, "consent_until": TODAY, "version": 99, "id": 1}
    photo = add_photo(session, upload(picture()), uid=uuid.uuid4(), fields=fields, by=cast.facilitator)
    photo.refresh_from_db()
    assert (photo.caption, photo.consent, photo.taken_on, photo.language) == ("Sous l’arbre", "verbal", TODAY, "fr")
    assert (photo.kind, photo.width, photo.height, photo.by) == ("photo", 320, 240, cast.facilitator)
    assert photo.path.read_bytes().startswith(b"\xff\xd8")
    event = Event.objects.of(photo).get()
    assert (event.verb, event.after["caption"], event.after["consent"]) == (Verb.PHOTO_ADDED, "Sous l’arbre", "verbal")
    assert photo.stored_as not in str(event.after)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\me\\tree.jpg", "tree.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ('"; rm -rf.jpg', "; rm -rf.jpg"),
        ("x" * 400 + ".jpg", "x" * 146 + ".jpg"),
        ("...", "file"),
    ],
)
def test_no_name_leads_out_of_the_folder(cast, session, name, kept):
    sent = upload(picture())
    sent._name = name  # as a request that was made by hand has it
    photo = add_photo(session, sent, uid=uuid.uuid4(), fields={}, by=cast.facilitator)
    assert photo.name == kept
    assert photo.path.resolve().is_relative_to(django_settings.FILES_DIR)
    assert photo.path.parent.parent == django_settings.FILES_DIR


def test_the_kind_follows_the_content(cast, session):
    sound = kept_photo(session, cast.facilitator, OGG, kind="photo")
    drawn = kept_photo(session, cast.facilitator, kind="drawing")
    odd = [kept_photo(session, cast.facilitator, kind=kind).kind for kind in ("page", "recording", "virus")]
    assert (sound.kind, sound.width, drawn.kind, odd) == ("recording", None, "drawing", ["photo"] * 3)


def test_the_same_file_sent_again_is_the_same_row(cast, session):
    uid = uuid.uuid4()
    first = add_photo(session, upload(picture()), uid=uid, fields={"caption": "First"}, by=cast.facilitator)
    before, version = stored(), Session.objects.get(pk=session.pk).version
    again = add_photo(session, upload(picture()), uid=uid, fields={"caption": "Second"}, by=cast.facilitator)
    assert (again.pk, again.caption) == (first.pk, "First")
    assert (stored(), Session.objects.get(pk=session.pk).version) == (before, version)
    assert Event.objects.filter(verb=Verb.PHOTO_ADDED).count() == 1


@pytest.mark.parametrize("other", [picture((9, 9)), OGG], ids=["picture", "sound"])
def test_another_file_under_the_same_mark_is_refused_and_the_first_stays(cast, session, other):
    first, before = kept_photo(session, cast.facilitator, caption="First"), stored()
    for _twice in range(2):
        with pytest.raises(Refused, match="mark of another one"):
            add_photo(session, upload(other), uid=first.uid, fields={}, by=cast.facilitator)
    assert (stored() - before, session.photos.get().sha256) == (set(), first.sha256)


def test_the_mark_of_another_session_gives_nothing_away(cast, session):
    foreign = kept_photo(cast.there.chain.session, cast.stranger, caption="Secret")
    before = stored()
    with pytest.raises(Refused, match="mark of another one"):
        add_photo(session, upload(picture()), uid=foreign.uid, fields={}, by=cast.facilitator)
    assert (stored(), session.photos.count()) == (before, 0)


def test_a_picture_makes_a_planned_session_a_draft_and_leaves_a_recorded_one(cast, session):
    for state, then in ((SessionState.PLANNED, SessionState.DRAFT), (SessionState.RECORDED, SessionState.RECORDED)):
        Session.objects.filter(pk=session.pk).update(state=state)
        kept_photo(session, cast.facilitator)
        assert Session.objects.get(pk=session.pk).state == then


def test_sessions_that_take_no_picture(cast, session):
    cancelled = make_session(session.cycle, state=SessionState.CANCELLED)
    ahead = make_session(session.cycle, people=0, state=SessionState.PLANNED, held_on=datetime.date(2199, 1, 1))
    done = verified(make_session(session.cycle), cast.manager, cast.facilitator)
    before = stored()
    for one, words in ((cancelled, "Cancelled"), (ahead, "in the future"), (done, "Verified")):
        with pytest.raises(Refused, match=words):
            kept_photo(one, cast.facilitator)
    assert (stored(), SessionPhoto.objects.count()) == (before, 0)


def test_pages_are_filed_beside_a_verified_record_and_to_their_sheet(cast, session):
    page = page_of(session, cast.facilitator)
    verified(session, cast.manager, cast.facilitator)
    photo = file_page(page, upload(picture()), uid=uuid.uuid4(), caption=" Front ", by=cast.facilitator)
    assert (photo.kind, photo.page, photo.caption, photo.session) == ("page", page, "Front", session)
    assert list(SessionPhoto.objects.filter(page__sheet=SheetKind.BALLOT)) == [photo]
    assert Event.objects.of(photo).get().verb == Verb.PAGE_FILED
    with pytest.raises(Refused, match="sound recording"):
        file_page(page, upload(OGG), uid=uuid.uuid4(), by=cast.facilitator)
    cancelled = page_of(make_session(session.cycle, state=SessionState.CANCELLED), cast.facilitator)
    with pytest.raises(Refused, match="Cancelled"):
        file_page(cancelled, upload(picture()), uid=uuid.uuid4(), by=cast.facilitator)


# --- what never leaves ------------------------------------------------------------------------------------------------
def test_what_leaves_by_table(cast, session):
    """Every combination: the rows that papers take are exactly those of which the page says nothing."""
    photo = kept_photo(session, cast.facilitator)
    days = (None, TODAY - datetime.timedelta(days=1), TODAY)
    kinds, consents = ("photo", "drawing", "page", "recording"), ("", "nobody", "verbal", "written")
    table = itertools.product(kinds, consents, days, (True, False), (True, False), ("internal", "restricted", "public"))
    left = 0
    secret = ToolRecord.objects.create(session=session, tool=Tool.CONFLICT_MAP, payload={}, classification="restricted")
    for kind, consent, until, children, guardian, classification in table:
        SessionPhoto.objects.filter(pk=photo.pk).update(
            kind=kind, consent=consent, consent_until=until, shows_children=children, guardian_agreed=guardian,
            classification=classification,
        )  # fmt: skip
        photo.refresh_from_db()
        may = SessionPhoto.objects.agreed(TODAY).filter(pk=photo.pk).exists()
        assert may == (not photo.kept_back(TODAY)), (kind, consent, until, children, guardian, classification)
        expected = (
            kind != "page"
            and consent
            and until != days[1]
            and (guardian or not children)
            and classification != "restricted"
        )
        assert may == bool(expected)
        left += may
        SessionPhoto.objects.filter(pk=photo.pk).update(tool=secret)
        photo.refresh_from_db()
        assert (SessionPhoto.objects.agreed(TODAY).exists(), bool(photo.kept_back(TODAY))) == (False, True)
        SessionPhoto.objects.filter(pk=photo.pk).update(tool=None)
    assert left == 3 * 3 * 2 * 3 * 2


def test_what_shows_a_restricted_tool_exists_for_the_team_alone(cast, session):
    tool = ToolRecord.objects.create(session=session, tool=Tool.CONFLICT_MAP, payload={}, classification="restricted")
    photo = kept_photo(session, cast.facilitator, caption="Who hates whom", tool=tool)
    page = page_of(session, cast.facilitator, SheetKind.TOOL, "conflict-map")
    filed = file_page(page, upload(picture()), uid=uuid.uuid4(), by=cast.facilitator)
    assert {photo.classification, filed.classification} == {"restricted"}
    for person, seen in ((cast.facilitator, 2), (cast.manager, 2), (cast.planner, 0), (cast.auditor, 0)):
        assert SessionPhoto.objects.visible_to(person).count() == seen
    for event in Event.objects.filter(verb__in=(Verb.PHOTO_ADDED, Verb.PAGE_FILED)):
        assert "hates" not in f"{event.thing_label}{event.after}"
    photo.tool = None
    change_photo(photo, fields=["tool"], expected=1, by=cast.facilitator)
    assert (photo.classification, SessionPhoto.objects.visible_to(cast.auditor).get()) == ("internal", photo)


def test_whoever_added_a_picture_or_wrote_under_it_does_not_verify(cast, session):
    photo = kept_photo(session, cast.facilitator)
    file_page(page_of(session, cast.planner), upload(picture()), uid=uuid.uuid4(), by=cast.planner)
    photo.consent = "nobody"
    change_photo(photo, fields=["consent"], expected=1, by=cast.manager)
    assert [has_a_hand(session, one.pk) for one in (cast.facilitator, cast.planner, cast.manager)] == [
        True,
        False,
        False,
    ]
    photo.transcription = "The well, the road"
    change_photo(photo, fields=["transcription"], expected=2, by=cast.manager)
    assert has_a_hand(session, cast.manager.pk)


# --- changed ----------------------------------------------------------------------------------------------------------
def test_a_change_and_a_stale_one(cast, session):
    photo = kept_photo(session, cast.facilitator, caption="Tree", **AGREED)
    words = {"fr": {"caption": {"text": "Arbre", "state": "checked"}}}
    SessionPhoto.objects.filter(pk=photo.pk).update(translations=words)
    photo.caption, photo.transcription = "The tree", "Well, road, school"
    change_photo(photo, fields=["caption", "transcription"], expected=1, by=cast.facilitator)
    photo.refresh_from_db()
    assert (photo.version, photo.caption, photo.consent) == (2, "The tree", "verbal")
    assert photo.translations["fr"]["caption"]["state"] == "draft"
    event = Event.objects.of(photo).get(verb=Verb.PHOTO_CHANGED)
    assert (event.before, event.after) == (
        {"caption": "Tree", "transcription": ""}, {"caption": "The tree", "transcription": "Well, road, school"},
    )  # fmt: skip
    with pytest.raises(Stale):
        change_photo(photo, fields=["caption"], expected=1, by=cast.manager)


def test_consent_is_withdrawn_as_a_whole_also_after_verification(cast, session):
    day = timezone.localdate() + datetime.timedelta(days=9)
    photo = kept_photo(
        session, cast.facilitator, **AGREED, consent_until=day, shows_children=True, guardian_agreed=True
    )
    verified(session, cast.manager, cast.facilitator)
    assert SessionPhoto.objects.agreed().count() == 1
    photo.consent = ""
    change_photo(photo, fields=["consent"], expected=1, by=cast.facilitator)
    photo.refresh_from_db()
    assert (photo.consent_scope, photo.consent_until, photo.guardian_agreed) == ("internal", None, False)
    assert SessionPhoto.objects.agreed().count() == 0
    photo.caption = "Late"
    with pytest.raises(Refused, match="Only the consent"):
        change_photo(photo, fields=["caption", "consent"], expected=2, by=cast.facilitator)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"taken_on": datetime.date(2199, 1, 1)}, "in the future"),
        ({"taken_on": TODAY, "consent_until": TODAY - datetime.timedelta(days=1), "consent": "verbal"}, "cannot end"),
        ({"consent": "nobody", "shows_children": True}, "Decide on one"),
    ],
)
def test_what_contradicts_itself_is_refused(cast, session, fields, words):
    before = stored()
    with pytest.raises(Refused, match=words):
        kept_photo(session, cast.facilitator, **fields)
    assert stored() == before
    photo = kept_photo(session, cast.facilitator)
    for name, value in fields.items():
        setattr(photo, name, value)
    with pytest.raises(Refused, match=words):
        change_photo(photo, fields=list(fields), expected=1, by=cast.facilitator)


def test_a_tool_of_another_session_is_refused(cast, session):
    other = make_session(session.cycle, "men")
    tool = ToolRecord.objects.create(session=other, tool=Tool.VENN, payload={})
    with pytest.raises(Refused, match="another session"):
        kept_photo(session, cast.facilitator, tool=tool)


# --- removed ----------------------------------------------------------------------------------------------------------
def test_a_removed_picture_is_gone_and_its_caption_told(cast, session, django_capture_on_commit_callbacks):
    photo = kept_photo(session, cast.facilitator, caption="Tree")
    verified(session, cast.manager, cast.facilitator)
    path, pk = photo.path, photo.pk
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(photo, reason="She asked for it", by=cast.facilitator)
        assert path.exists()  # not before the database has said yes
    assert (path.exists(), SessionPhoto.objects.filter(pk=pk).exists()) == (False, False)
    event = Event.objects.get(verb=Verb.PHOTO_REMOVED)
    assert (event.thing_id, event.before["caption"], event.reason) == (pk, "Tree", "She asked for it")
    for action in (
        lambda: remove_photo(photo, by=cast.facilitator),
        lambda: change_photo(photo, fields=["consent"], expected=1, by=cast.facilitator),
    ):
        photo.pk = pk
        with pytest.raises(Refused, match="removed meanwhile"):
            action()


# --- rows and files that lost each other ------------------------------------------------------------------------------
def test_tidying_leaves_pictures_and_takes_bytes_without_a_row(cast, session):
    photo, sound = kept_photo(session, cast.facilitator), kept_photo(session, cast.facilitator, OGG)
    orphan = django_settings.FILES_DIR / files.keep(picture(), ".jpg").stored_as
    for path in (photo.path, sound.path, orphan):
        os.utime(path, (time.time() - 7200,) * 2)
    tidying.drop_files_without_row()
    assert [path.exists() for path in (photo.path, sound.path, orphan)] == [True, True, False]


def test_rows_that_lost_their_file_are_counted(cast, session):
    photos = [kept_photo(session, cast.facilitator) for _number in range(3)]
    assert count_files() == 0
    photos[1].path.unlink()
    assert count_files() == 1
    assert SessionPhoto.objects.count() == 3


# --- words ------------------------------------------------------------------------------------------------------------
def test_words_of_a_picture_are_translated_and_the_history_keeps_a_restricted_one(cast, enter, session):
    tool = ToolRecord.objects.create(session=session, tool=Tool.CONFLICT_MAP, payload={}, classification="restricted")
    photos = [
        kept_photo(session, cast.facilitator, caption="Tree"),
        kept_photo(session, cast.facilitator, caption="Who hates whom", tool=tool),
    ]
    verified(session, cast.manager, cast.facilitator)
    browser = enter(cast.facilitator)
    for photo in photos:
        path = f"{reverse('desk:words', args=['workshops.sessionphoto', photo.pk])}?to=fr"
        assert browser.post(path, filled(browser.get(path)) | {"caption": "Qui"}).status_code == 302
        photo.refresh_from_db()
        assert photo.translations["fr"]["caption"]["text"] == "Qui"
        assert ("data-cbp-autosave" in browser.get(path).content.decode()) == (photo == photos[0])
    told = str(list(Event.objects.values_list("thing_label", "before", "after")))
    assert ("Tree" in told, "hates" in told) == (True, False)
    path = reverse("desk:words", args=["workshops.sessionphoto", photos[1].pk])
    assert [enter(one).get(path).status_code for one in (cast.planner, cast.stranger)] == [404, 404]
