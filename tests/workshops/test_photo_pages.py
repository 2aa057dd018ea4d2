"""The pages of pictures and of the kit: what a phone sends, what a stranger tries, what is shown and what is not."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.core.models import Event, Verb
from cbp.workshops.actions.pages import codes_for
from cbp.workshops.models import PageCode, Session, SessionPhoto, SheetKind, Tool, ToolRecord
from cbp.workshops.phases import SessionState
from tests.cast import THERE
from tests.chain import make_session, verified
from tests.desk.test_saving import filled
from tests.workshops.photo_things import EXIF_WORD, OGG, kept_photo, picture, upload, with_exif
from tests.workshops.things import OTHER_KEY, page

JSON = {"HTTP_ACCEPT": "application/json"}


def code_of(session: Session, by, sheet=SheetKind.BALLOT, about: str = "") -> str:
    return codes_for(session, [(sheet, about)], by)[sheet, about]


# --- the list ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["photo-list", "session-detail"])
def test_the_queries_of_a_list_do_not_grow(cast, enter, session, name):
    browser = enter(cast.manager)
    tool = ToolRecord.objects.create(session=session, tool=Tool.VENN, payload={})

    def one_more(number: int) -> None:
        kept_photo(session, cast.facilitator, tool=tool, caption=f"Tree {number}")
        code = code_of(session, cast.facilitator, SheetKind.TOOL, str(number))
        sent = {"file": upload(picture()), "idempotency_key": str(uuid.uuid4())}
        assert enter(cast.facilitator).post(reverse("workshops:page-file", args=[code]), sent).status_code == 302

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page(name, session)).status_code == 200
        return len(queries)

    one_more(1)
    asked()
    one = asked()
    one_more(2)
    one_more(3)
    assert asked() == one


def test_the_list_says_what_never_leaves_and_shows_pages_by_sheet(cast, enter, session):
    kept_photo(session, cast.facilitator, caption="The tree", consent="nobody", consent_scope="public")
    kept_photo(session, cast.facilitator, caption="The song", content=OGG)
    code = code_of(session, cast.facilitator, SheetKind.TOOL, "venn")
    enter(cast.facilitator).post(reverse("workshops:page-file", args=[code]), {"file": upload(picture())})
    html = enter(cast.auditor).get(page("photo-list", session)).content.decode()
    assert html.count("No consent is noted") == 1
    assert [word in html for word in ("The tree", "Everybody", "<audio", "Tool: Venn diagram", code)] == [True] * 5
    assert html.count('loading="lazy"') == 2
    assert ("/edit/" in html, "/photos/new/" in html) == (False, False)  # an auditor changes nothing
    detail = enter(cast.auditor).get(session.get_absolute_url()).content.decode()
    assert "Tool: Venn diagram" in detail


def test_an_empty_list_says_what_to_do(cast, enter, session):
    manager, auditor = (
        enter(one).get(page("photo-list", session)).content.decode() for one in (cast.manager, cast.auditor)
    )
    assert "No picture and no recording is kept yet" in manager
    assert (page("photo-new", session) in manager, page("photo-new", session) in auditor) == (True, False)


@pytest.mark.parametrize("language", ["fr", "ar", "es"])
def test_pages_in_every_language(cast, enter, session, language):
    type(cast.facilitator).objects.filter(pk=cast.facilitator.pk).update(language=language)
    browser = enter(type(cast.facilitator).objects.get(pk=cast.facilitator.pk))
    photo = kept_photo(session, cast.facilitator, caption="The tree")
    code = code_of(session, cast.facilitator)
    paths = [page("photo-list", session), page("photo-new", session), page("photo-edit", photo)]
    paths += [page("photo-remove", photo), reverse("workshops:page-find"), reverse("workshops:page-file", args=[code])]
    for path in paths:
        assert f'lang="{language}"' in browser.get(path).content.decode()


# --- several at once, without a script --------------------------------------------------------------------------------
def test_each_file_is_kept_or_refused_by_itself(cast, enter, session):
    browser, path = enter(cast.facilitator), page("photo-new", session)
    files = [
        upload(with_exif(), "tree.jpg"), upload(b"<html><script>alert(1)</script>", "evil.jpg"),
        upload(b"", "empty.jpg"), upload(OGG, "song.ogg"),
    ]  # fmt: skip
    data = filled(browser.get(path)) | {"file": files, "caption": "Of the women", "consent": "verbal"}
    answer = browser.post(path, data, follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(page("photo-list", session), 302)]
    assert ["2 files are kept" in html, "evil.jpg" in html, "empty.jpg" in html] == [True] * 3
    kept = list(SessionPhoto.objects.order_by("pk").values_list("name", "caption", "consent", "kind"))
    assert kept == [
        ("tree.jpg", "Of the women", "verbal", "photo"), ("song.ogg", "Of the women", "verbal", "recording"),
    ]  # fmt: skip
    assert EXIF_WORD not in SessionPhoto.objects.first().path.read_bytes()


def test_the_same_form_sent_twice_is_taken_once(cast, enter, session):
    browser, path = enter(cast.facilitator), page("photo-new", session)
    data = filled(browser.get(path))
    for _time in range(2):
        assert browser.post(path, data | {"file": [upload(picture()), upload(OGG)]}).status_code == 302
    assert SessionPhoto.objects.count() == 2
    assert Event.objects.filter(verb=Verb.PHOTO_ADDED).count() == 2


def test_nothing_kept_shows_the_form_again_with_what_was_typed(cast, enter, session):
    browser, path = enter(cast.facilitator), page("photo-new", session)
    data = filled(browser.get(path)) | {"file": [upload(b"<svg/>", "a.svg")], "caption": "Kept words"}
    answer = browser.post(path, data)
    assert answer.status_code == 422
    assert ["a.svg: This is neither" in answer.content.decode(), "Kept words" in answer.content.decode()] == [True] * 2
    nothing = browser.post(path, filled(browser.get(path)))
    assert (nothing.status_code, list(nothing.context["form"].errors)) == (422, ["file"])
    assert SessionPhoto.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"consent": "perhaps"},
        {"kind": "page"},
        {"taken_on": "31/31/2026"},
        {"caption": "x" * 301},
        {"consent_until": "1"},
    ],
)
def test_nonsense_is_refused_by_the_field(cast, enter, session, values):
    browser, path = enter(cast.facilitator), page("photo-new", session)
    answer = browser.post(path, filled(browser.get(path)) | {"file": [upload(picture())]} | values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(values))


def test_a_tool_that_the_person_must_not_know_is_no_choice(cast, enter, session):
    closed = ToolRecord.objects.create(session=session, tool=Tool.CONFLICT_MAP, payload={}, classification="restricted")
    other = ToolRecord.objects.create(session=make_session(session.cycle, "men"), tool=Tool.VENN, payload={})
    browser, path = enter(cast.planner), page("photo-new", session)
    for tool in (closed.pk, other.pk, 10**9):
        answer = browser.post(path, filled(browser.get(path)) | {"file": [upload(picture())], "tool": tool})
        assert list(answer.context["form"].errors) == ["tool"]


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.VERIFIED])
def test_a_closed_session_opens_no_form_and_takes_nothing(cast, enter, session, state):
    browser, path = enter(cast.facilitator), page("photo-new", session)
    data = filled(browser.get(path)) | {"file": [upload(picture())]}
    one = session
    if state == SessionState.VERIFIED:
        verified(one, cast.manager, cast.facilitator)
    Session.objects.filter(pk=one.pk).exclude(state=state).update(state=state)
    assert browser.get(path, follow=True).redirect_chain == [(one.get_absolute_url(), 302)]
    assert browser.post(path, data).status_code == 422
    sent = browser.post(path, {"file": upload(picture()), "uid": uuid.uuid4()}, **JSON)
    assert (sent.status_code, "takes no picture" in sent.json()["said"]) == (422, True)
    assert SessionPhoto.objects.count() == 0


# --- one by one, by the script ----------------------------------------------------------------------------------------
def test_a_file_sent_on_its_own_is_answered_in_words(cast, enter, session):
    browser, path, uid = enter(cast.facilitator), page("photo-new", session), uuid.uuid4()
    answers = [
        browser.post(path, {"file": upload(picture()), "uid": mark, "caption": "Tree"}, **JSON)
        for mark in (uid, uid.hex, uid)
    ]
    assert [(one.status_code, one.json()) for one in answers] == [(201, {"said": "Kept"})] * 3
    assert SessionPhoto.objects.get().uid == uid
    faults = [
        ({"file": upload(b"<html>"), "uid": uuid.uuid4()}, "neither a picture"),
        ({"file": upload(b""), "uid": uuid.uuid4()}, "empty"),
        ({"uid": uuid.uuid4()}, "required"),
        ({"file": upload(picture())}, "without its mark"),
        ({"file": upload(picture()), "uid": "../../etc"}, "without its mark"),
        ({"file": upload(picture((9, 9))), "uid": uid}, "mark of another one"),
        ({"file": upload(picture()), "uid": uuid.uuid4(), "consent": "perhaps"}, "not one of the available"),
    ]
    for data, words in faults:
        refused = browser.post(path, data, **JSON)
        assert (refused.status_code, words in refused.json()["said"]) == (422, True), words
    assert SessionPhoto.objects.count() == 1


def test_whoever_is_logged_out_meanwhile_gets_a_page_and_no_answer(session):
    """So that the script waits instead of forgetting the file."""
    answer = Client().post(page("photo-new", session), {"file": upload(picture()), "uid": uuid.uuid4()}, **JSON)
    assert (answer.status_code, answer.headers["Location"].startswith(reverse("account_login"))) == (302, True)


def test_a_forged_request_is_refused(cast, session):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.facilitator)
    answer = browser.post(page("photo-new", session), {"file": upload(picture()), "uid": uuid.uuid4()}, **JSON)
    assert (answer.status_code, SessionPhoto.objects.count()) == (403, 0)


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_by_eight_at_once_is_kept_once(cast):
    session, uid, codes = cast.here.chain.session, uuid.uuid4(), []
    path = page("photo-new", session)

    def send() -> None:
        browser = Client()
        browser.force_login(cast.facilitator)
        codes.append(browser.post(path, {"file": upload(picture()), "uid": uid}, **JSON).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (codes, SessionPhoto.objects.count()) == ([201] * 8, 1)
    assert Event.objects.filter(verb=Verb.PHOTO_ADDED).count() == 1


# --- one of them ------------------------------------------------------------------------------------------------------
def test_a_picture_is_changed_and_a_stale_change_shows_both(cast, enter, session):
    photo = kept_photo(session, cast.facilitator, caption="Tree")
    browser, path = enter(cast.facilitator), page("photo-edit", photo)
    form = filled(browser.get(path))
    assert browser.post(path, form | {"caption": "Theirs"}).status_code == 302
    answer = browser.post(path, form | {"caption": "Mine", "transcription": "Only mine"} | OTHER_KEY)
    assert answer.status_code == 409
    assert all(text in answer.content.decode() for text in ("Theirs", "Mine", "Only mine"))
    assert browser.post(path, filled(answer) | {"choose-caption": "theirs"}).status_code == 302
    photo.refresh_from_db()
    assert (photo.caption, photo.transcription) == ("Theirs", "Only mine")


def test_a_closed_record_asks_for_consent_alone(cast, enter, session):
    photo = kept_photo(session, cast.facilitator, caption="Tree", consent="written", consent_scope="public")
    verified(session, cast.manager, cast.facilitator)
    browser, path = enter(cast.facilitator), page("photo-edit", photo)
    form = filled(browser.get(path))
    assert ("caption" in form, "tool" in form, form["consent"]) == (False, False, ["written"])
    assert browser.post(path, form | {"consent": "", "caption": "Late"}).status_code == 302
    photo.refresh_from_db()
    assert (photo.consent, photo.consent_scope, photo.caption) == ("", "internal", "Tree")


def test_what_contradicts_itself_comes_back_with_the_form(cast, enter, session):
    photo = kept_photo(session, cast.facilitator)
    browser, path = enter(cast.facilitator), page("photo-edit", photo)
    answer = browser.post(path, filled(browser.get(path)) | {"consent": "nobody", "shows_children": "on"})
    assert (answer.status_code, "Decide on one" in answer.content.decode()) == (422, True)


def test_a_picture_is_removed_with_or_without_a_reason(cast, enter, session):
    for reason in ("", "She asked for it"):
        photo = kept_photo(session, cast.facilitator)
        browser, path = enter(cast.facilitator), page("photo-remove", photo)
        answer = browser.post(path, filled(browser.get(path)) | {"reason": reason})
        assert (answer.status_code, answer.url) == (302, page("photo-list", session))
    assert SessionPhoto.objects.count() == 0
    assert browser.get(path).status_code == 404


# --- the file itself --------------------------------------------------------------------------------------------------
def test_a_file_leaves_through_the_door_and_is_what_it_says(cast, enter, session):
    photo, sound = kept_photo(session, cast.facilitator), kept_photo(session, cast.facilitator, OGG, name="song.html")
    browser = enter(cast.auditor)
    answer = browser.get(page("photo-file", photo))
    names = ("Content-Type", "X-Content-Type-Options", "Cache-Control", "Content-Disposition")
    assert [answer.headers[name] for name in names] == [
        "image/jpeg", "nosniff", "private, no-cache", 'inline; filename="photo.jpg"',
    ]  # fmt: skip
    assert b"".join(answer.streaming_content) == photo.path.read_bytes()
    small = browser.get(page("photo-small", photo))
    assert (small.headers["Content-Type"], len(b"".join(small.streaming_content)) <= 20_000) == ("image/jpeg", True)
    assert browser.get(page("photo-file", sound)).headers["Content-Type"] == "audio/ogg"
    assert browser.get(page("photo-small", sound)).status_code == 404
    again = browser.get(page("photo-file", photo), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Client.logout(browser)
    assert browser.get(page("photo-file", photo), headers={"If-None-Match": answer.headers["ETag"]}).status_code == 302


def test_nobody_else_gets_a_file(cast, enter, session):
    foreign = kept_photo(cast.there.chain.session, cast.stranger)
    tool = ToolRecord.objects.create(session=session, tool=Tool.CONFLICT_MAP, payload={}, classification="restricted")
    closed = kept_photo(session, cast.facilitator, tool=tool, caption="Who hates whom")
    for name in ("photo-file", "photo-small", "photo-edit", "photo-remove"):
        assert enter(cast.facilitator).get(page(name, foreign)).status_code == 404
        assert enter(cast.planner).get(page(name, closed)).status_code == 404
        assert enter(cast.facilitator).get(page(name, closed)).status_code == 200
    assert "hates" not in enter(cast.auditor).get(page("photo-list", session)).content.decode()
    html = enter(cast.facilitator).get(page("photo-edit", closed)).content.decode()
    assert "data-cbp-autosave" not in html  # no browser keeps what is restricted


def test_a_file_that_was_lost_is_not_found(cast, enter, session):
    photo = kept_photo(session, cast.facilitator)
    photo.path.unlink()
    for name in ("photo-file", "photo-small"):
        assert enter(cast.facilitator).get(page(name, photo)).status_code == 404
    assert enter(cast.facilitator).get(page("photo-list", session)).status_code == 200


# --- pages of the kit -------------------------------------------------------------------------------------------------
def test_a_page_finds_its_session_by_what_is_typed(cast, enter, session):
    code = code_of(session, cast.facilitator, SheetKind.TOOL, "venn")
    browser, find = enter(cast.facilitator), reverse("workshops:page-find")
    answer = browser.post(find, {"code": f"{code[:4].lower()} {code[4:]}"}, follow=True)
    path = reverse("workshops:page-file", args=[code])
    assert answer.redirect_chain == [(path, 302)]
    html = answer.content.decode()
    assert [word in html for word in (str(session.cycle.community), "Tool: Venn diagram", code)] == [True] * 3
    data = filled(answer) | {"caption": "Front"}
    for _time in range(2):
        kept = browser.post(path, data | {"file": upload(with_exif())})
        assert (kept.status_code, kept.url) == (302, session.get_absolute_url())
    photo = SessionPhoto.objects.get()
    assert (photo.page.code, photo.kind, photo.caption) == (code, "page", "Front")


@pytest.mark.parametrize("typed", ["", "abc", "ABCDEF0", "ABCDEFG", "x" * 600, "'; DROP"])
def test_a_code_that_is_none_is_refused_in_words(cast, enter, typed):
    answer = enter(cast.facilitator).post(reverse("workshops:page-find"), {"code": typed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])


def test_the_code_of_another_programme_and_no_code_get_the_same_answer(cast, enter):
    foreign = code_of(cast.there.chain.session, cast.stranger)
    unknown = code_of(cast.here.chain.session, cast.facilitator)
    PageCode.objects.filter(code=unknown).delete()
    browser, find = enter(cast.facilitator), reverse("workshops:page-find")
    typed = [browser.post(find, {"code": code}) for code in (foreign, unknown)]
    scanned = [browser.get(reverse("workshops:page-file", args=[code])) for code in (foreign, unknown)]
    sent = [
        browser.post(reverse("workshops:page-file", args=[code]), {"file": upload(picture())})
        for code in (foreign, unknown)
    ]
    assert [one.status_code for one in typed + scanned + sent] == [422, 422, 404, 404, 404, 404]
    for answer in typed + scanned + sent:
        assert answer.context["form"].errors["code"] == [
            "There is no such page in your reach. Compare the code with the page."
        ]
        assert THERE not in answer.content.decode()
    assert SessionPhoto.objects.count() == 0


def test_a_page_that_is_no_picture_comes_back_with_the_form(cast, enter, session):
    path = reverse("workshops:page-file", args=[code_of(session, cast.facilitator)])
    browser = enter(cast.facilitator)
    for content, words in ((b"<html>", "neither a picture"), (OGG, "sound recording"), (b"", "empty")):
        answer = browser.post(path, filled(browser.get(path)) | {"file": upload(content), "caption": "Kept words"})
        html = answer.content.decode()
        assert (answer.status_code, words in html, "Kept words" in html) == (422, True, True)
    assert enter(cast.auditor).get(path).status_code == 403
