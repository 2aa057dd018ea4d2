"""Pictures and recordings of a session: its list, several added at once, one changed or removed, and the files."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cbp.accounts.access import can
from cbp.accounts.asking import asked, form_page, written
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.forms import ReasonForm
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.core.ways import way, way_to
from cbp.workshops.actions import photos as actions
from cbp.workshops.checks import is_ahead
from cbp.workshops.forms.photos import PhotoForm, PhotosForm, SentForm
from cbp.workshops.media import small_picture
from cbp.workshops.models import Session, SessionPhoto
from cbp.workshops.reading.photos import photos_of
from cbp.workshops.views.closed import closed_page

CREATED, UNPROCESSABLE = 201, 422


@require_GET
@needs(Permission.SESSION_VIEW, Session)
def photo_list(request: PersonRequest, session: Session) -> HttpResponse:
    photos, filed = photos_of(session, request.user)
    may_write = can(request.user, Permission.SESSION_RECORD, session)
    context = {
        "session": session,
        "photos": [(photo, photo.kept_back()) for photo in photos],
        "filed": filed,
        "breadcrumbs": way_to(session, _("Pictures and recordings")),
        "may_write": may_write,
        "may_add": may_write and takes_pictures(session),
    }
    return render(request, "workshops/photo_list.html", context)


def takes_pictures(session: Session) -> bool:
    return session.state not in actions.OVER and not is_ahead(session.held_on)


# --- several at once --------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def photo_new(request: PersonRequest, session: Session) -> HttpResponse:
    """A form with several files; a script sends each on its own instead, and is answered in JSON."""
    if request.method == "GET" and not takes_pictures(session):
        return closed_page(request, session)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PhotosForm(*sent, session=session, person=request.user)
    if request.method == "POST" and request.headers.get("Accept") == "application/json":
        return _one_of_many(request, session, form)
    if form.is_bound and form.is_valid() and _kept(request, session, form):
        return redirect("workshops:photo-list", session.pk)
    return form_page(
        request, form, template="workshops/photo_new.html", title=_("Add pictures and recordings"),
        submit=_("Send them"), cancel=reverse("workshops:photo-list", args=[session.pk]), session=session,
        breadcrumbs=_below(session, _("Add pictures and recordings")),
    )  # fmt: skip


def _kept(request: PersonRequest, session: Session, form: PhotosForm) -> int:
    """How many were kept. What is not, is said by the name of its file; above the form where none is."""
    kept, refused = 0, []
    for number, upload in enumerate(form.cleaned_data["file"]):
        try:
            actions.add_photo(session, upload, uid=form.uid_of(number), fields=form.told(), by=request.user)
            kept += 1
        except Refused as refusal:
            refused.append(_("%(file)s: %(refusal)s") % {"file": upload.name, "refusal": str(refusal)})
    for sentence in refused:
        if kept:
            messages.error(request, sentence)
        else:
            form.add_error("file", sentence)
    if kept:
        messages.success(
            request, ngettext("%(count)s file is kept.", "%(count)s files are kept.", kept) % {"count": kept}
        )
    return kept


def _one_of_many(request: PersonRequest, session: Session, form: PhotosForm) -> JsonResponse:
    """One file, with the mark that the browser gave it: however often it is sent, it is kept once."""
    marked = SentForm(request.POST)
    if not form.is_valid() or not marked.is_valid():
        return _said(_first_fault(form) or _("This file came without its mark. Choose it once more."), UNPROCESSABLE)
    upload, uid = form.cleaned_data["file"][0], marked.cleaned_data["uid"]
    try:
        actions.add_photo(session, upload, uid=uid, fields=form.told(), by=request.user)
    except Refused as refusal:
        return _said(str(refusal), UNPROCESSABLE)
    return _said(_("Kept"), CREATED)


def _said(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"said": sentence}, status=status)


def _first_fault(form: PhotosForm) -> str:
    return next((str(fault) for faults in form.errors.values() for fault in faults), "")


# --- one of them ------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, SessionPhoto)
@once
def photo_edit(request: PersonRequest, photo: SessionPhoto) -> HttpResponse:
    form = sent_form(request, PhotoForm, photo)
    form.offer_tools(request.user)
    return written(
        request, form,
        lambda: actions.change_photo(photo, fields=form.touched(), expected=form.expected_version(), by=request.user),
        said=_("What is said of the file is saved."), key="" if photo.is_restricted else draft_key(photo),
        title=str(photo), breadcrumbs=way(*photo.crumbs(), str(photo)), submit=_("Save"),
        template="workshops/photo_edit.html", photo=photo,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, SessionPhoto)
@once
def photo_remove(request: PersonRequest, photo: SessionPhoto) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].required = False
    lead = _("The file is deleted for good and cannot be brought back. The history keeps what was written of it.")
    return asked(
        request, form, lambda: actions.remove_photo(photo, reason=form.answers()["reason"], by=request.user),
        thing=photo, title=_("Remove the file"), submit=_("Remove the file"), said=_("The file is removed."), lead=lead,
        danger=True, breadcrumbs=way(*photo.crumbs(), str(photo), _("Remove the file")),
        back=photo.get_absolute_url(),
    )  # fmt: skip


# --- the files, through the door --------------------------------------------------------------------------------------
@require_GET
@needs(Permission.SESSION_VIEW, SessionPhoto)
def photo_file(request: PersonRequest, photo: SessionPhoto) -> HttpResponseBase:
    return _file(request, photo, photo.sha256, photo.content_type, lambda: photo.path.open("rb"))


@require_GET
@needs(Permission.SESSION_VIEW, SessionPhoto)
def photo_small(request: PersonRequest, photo: SessionPhoto) -> HttpResponseBase:
    """For a list: at most 20 kB. A recording has none."""
    if not photo.is_image:
        raise Http404
    return _file(request, photo, f"{photo.sha256}-small", "image/jpeg", lambda: BytesIO(small_picture(photo.path)))


def _file(
    request: PersonRequest, photo: SessionPhoto, mark: str, content_type: str, read: Callable[[], IO[bytes]]
) -> HttpResponseBase:
    """The browser of this person may keep it and asks the door again each time; nobody between keeps it."""
    if not photo.path.is_file():
        raise Http404
    etag = f'"{mark}"'
    seen = get_conditional_response(request, etag=etag)
    answer = seen or FileResponse(read(), filename=photo.name, content_type=content_type)
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _below(session: Session, title: str) -> Any:
    photos = reverse("workshops:photo-list", args=[session.pk])
    return way_to(session, (_("Pictures and recordings"), photos), title)
