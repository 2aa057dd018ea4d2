"""A page of the kit finds its record: its code is typed, or the square pattern leads here, then its photo is filed."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.access import can, why_not
from cbp.accounts.asking import asked, form_page
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.core.ways import way
from cbp.workshops.actions.pages import find_page
from cbp.workshops.actions.photos import file_page
from cbp.workshops.forms.photos import CodeForm, PageForm
from cbp.workshops.models import PageCode, SessionPhoto
from cbp.workshops.reading.photos import sheet_label

NOT_FOUND = 404


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD)
def page_find(request: PersonRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            page = find_page(form.cleaned_data["code"], by=request.user)
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            return redirect("workshops:page-file", page.code)
    return _code_page(request, form)


def _code_page(request: PersonRequest, form: CodeForm) -> HttpResponse:
    title = _("File a page of the kit")
    return form_page(
        request, form, title=title, submit=_("Find the page"), cancel="/", breadcrumbs=way(title),
        lead=_("Photograph or scan a sheet that was filled in. Its code leads it to its session."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs()
@once
def page_file(request: PersonRequest, code: str) -> HttpResponse:
    """Says which session and which sheet it is before anything is sent. Out of reach there is no such page (404)."""
    try:
        page = find_page(code, by=request.user)
    except Refused as refusal:
        form = CodeForm({"code": code[:20]})
        form.is_valid()
        form.add_error("code", str(refusal))
        answer = _code_page(request, form)
        answer.status_code = NOT_FOUND
        return answer
    if not can(request.user, Permission.SESSION_RECORD, page.session):
        raise PermissionDenied(why_not(Permission.SESSION_RECORD))
    return _filing(request, page)


def _filing(request: PersonRequest, page: PageCode) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, session = PageForm(*sent), page.session

    def file() -> None:
        data = form.cleaned_data
        uid = data["idempotency_key"] or uuid.uuid4()
        file_page(page, data["file"], uid=uid, caption=data["caption"], by=request.user)

    already = SessionPhoto.objects.filter(page=page).visible_to(request.user).order_by("pk")
    return asked(
        request, form, file, thing=session, template="workshops/page_file.html", page=page, session=session,
        title=_("File a page of the kit"), submit=_("File this page"), sheet=sheet_label(page), already=already,
        said=_("The page is filed. Photograph the next one, or go to its session."),
    )  # fmt: skip
