"""The page of one record of a tool: its picture, its words, and the photographs of what was drawn."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cbp.accounts.access import can
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.core.ways import way_to
from cbp.workshops.models import SessionPhoto, ToolRecord
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.pictures import picture_of


@require_GET
@needs(Permission.SESSION_VIEW, ToolRecord)
def tool_detail(request: PersonRequest, record: ToolRecord) -> HttpResponse:
    session = record.session
    photos = SessionPhoto.objects.visible_to(request.user).filter(tool=record, content_type__startswith="image/")
    shown = list(photos.order_by("pk"))
    may_record = can(request.user, Permission.SESSION_RECORD, session)
    context = {
        "record": record,
        "session": session,
        "picture": picture_of(record, shown),
        "photos": shown,
        "breadcrumbs": way_to(record),
        "may_write": may_record and session.is_open,
        "may_translate": may_record and session.state != SessionState.CANCELLED,
    }
    return render(request, "workshops/tool_detail.html", context)
