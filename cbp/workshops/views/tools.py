"""Entering what a participatory tool brought to light."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cbp.accounts.asking import form_page
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, edited, sent_form
from cbp.core.once import once
from cbp.core.ways import way_to
from cbp.workshops.actions.tools import save_tool
from cbp.workshops.forms.tools import FORMS
from cbp.workshops.models import Session, Tool, ToolRecord
from cbp.workshops.views.closed import closed_page

LEADS = {
    Tool.PROBLEM_TREE: gettext_lazy(
        "As it stands on the sheet on the wall: one core problem, its causes, and what comes of it."
    ),
    Tool.SEASONAL_CALENDAR: gettext_lazy(
        "When people work, hunger, fall ill, move; one line for each, month by month."
    ),
}


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def tree_new(request: PersonRequest, session: Session) -> HttpResponse:
    return _tool(request, ToolRecord(session=session, tool=Tool.PROBLEM_TREE))


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def calendar_new(request: PersonRequest, session: Session) -> HttpResponse:
    return _tool(request, ToolRecord(session=session, tool=Tool.SEASONAL_CALENDAR))


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, ToolRecord)
@once
def tool_edit(request: PersonRequest, record: ToolRecord) -> HttpResponse:
    return _tool(request, record)


def _tool(request: PersonRequest, record: ToolRecord) -> HttpResponse:
    """The same page for a new record and a change of one."""
    session = record.session
    if not session.is_open and request.method == "GET":
        return closed_page(request, session)
    key = draft_key(record) if record.pk else f"{record.tool}-{session.pk}"
    form = sent_form(request, FORMS[record.tool], record)

    def save() -> None:
        record.payload = form.payload()
        save_tool(record, by=request.user, expected=form.expected_version())

    title = str(record.get_tool_display())
    answer = edited(request, form, save, key=key, said=_("The tool is saved."))
    return answer or form_page(
        request, form, title=title, submit=_("Save the tool"), lead=LEADS[Tool(record.tool)], key=key,
        cancel=session.get_absolute_url(), breadcrumbs=way_to(session, title),
    )  # fmt: skip
