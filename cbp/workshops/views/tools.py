"""Entering what a participatory tool brought to light: which tool, its screen, taking a record out again."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cbp.accounts.access import can
from cbp.accounts.asking import asked, written
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.forms import WriteForm
from cbp.core.once import once
from cbp.core.ways import way_to
from cbp.workshops.actions.tools import remove_tool, save_tool
from cbp.workshops.forms.tool_rows import RowsForm
from cbp.workshops.forms.tool_tree import TreeForm
from cbp.workshops.forms.tools import ListsForm, ToolForm, with_tick
from cbp.workshops.models import RESTRICTED_TOOLS, Session, ToolRecord
from cbp.workshops.tools import DESCRIPTIONS, PURPOSES
from cbp.workshops.tools.parts import Description, Shape
from cbp.workshops.tools.phrasing import missing_solutions
from cbp.workshops.views.closed import not_now

FORMS: dict[Shape, type[ToolForm]] = {Shape.LISTS: ListsForm, Shape.TREE: TreeForm}


@require_GET
@needs(Permission.SESSION_RECORD, Session)
def tool_choose(request: PersonRequest, session: Session) -> HttpResponse:
    """The sixteen tools by what they are good for, and the ways of ranking."""
    if answer := not_now(request, session):
        return answer
    records = ToolRecord.objects.visible_to(request.user).filter(session=session).order_by("pk")
    used: dict[str, list[ToolRecord]] = {}
    for record in records:
        record.session = session
        used.setdefault(record.tool, []).append(record)
    hidden = () if can(request.user, Permission.SESSION_RESTRICTED, session) else RESTRICTED_TOOLS
    context = {
        "session": session,
        "may_rank": can(request.user, Permission.RANKING_ENTER, session.cycle) and session.cycle.is_running,
        "purposes": [
            (purpose, [(tool, used.get(tool.tool, [])) for tool in tools if tool.tool not in hidden])
            for purpose, tools in PURPOSES
        ],
        "breadcrumbs": way_to(session, _("Record a tool")),
    }
    return render(request, "workshops/tool_choose.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def tool_new(request: PersonRequest, session: Session, tool: str) -> HttpResponse:
    """The tool comes with the address. One that the person may not read does not exist for that person."""
    described = DESCRIPTIONS.get(tool)
    is_hidden = tool in RESTRICTED_TOOLS and not can(request.user, Permission.SESSION_RESTRICTED, session)
    if described is None or is_hidden:
        raise Http404
    record = ToolRecord(session=session, tool=tool)
    return _entry(request, record, described, key=f"{tool}-{session.pk}")


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, ToolRecord)
@once
def tool_edit(request: PersonRequest, record: ToolRecord) -> HttpResponse:
    return _entry(request, record, DESCRIPTIONS[record.tool], key=draft_key(record))


def _entry(request: PersonRequest, record: ToolRecord, tool: Description, *, key: str) -> HttpResponse:
    """The same page for a new record and a change of one. No browser keeps a copy of what is restricted."""
    if closed := not_now(request, record.session):
        return closed
    key = "" if record.is_restricted or tool.tool in RESTRICTED_TOOLS else key
    form = _sent(request, record, tool)

    def save() -> None:
        record.payload, record.classification = form.payload(), form.classification()
        save_tool(record, by=request.user, expected=form.expected_version())
        _hint(request, record)

    return written(
        request, form, save, said=_("The tool is saved."), key=key, title=tool.title,
        here=_("Change this tool") if record.pk else "", submit=_("Save the tool"), lead=tool.lead,
        template="workshops/tool_form.html",
    )  # fmt: skip


def _sent(request: PersonRequest, record: ToolRecord, tool: Description) -> ToolForm:
    may_restrict = can(request.user, Permission.SESSION_RESTRICTED, record.session)
    form_class = with_tick(FORMS.get(tool.shape, RowsForm), may_restrict=may_restrict)
    form = sent_form(request, form_class, record)
    if "more" in request.POST:
        return form.grown(_count(request.POST["more"]))
    if request.method == "GET":  # also at the address of a page that grew
        return form_class(instance=record, rows=_count(request.GET.get("rows", "")))
    return form


def _count(text: str) -> int:
    """As many rows as somebody asks for; the form knows how many find room."""
    return int(text) if re.fullmatch("[0-9]{1,2}", text) else 0


def _hint(request: PersonRequest, record: ToolRecord) -> None:
    """Softly: who tells a problem as a missing solution has chosen the solution already."""
    for problem in missing_solutions(record.payload, record.language):
        sentence = _("“%(problem)s” names a solution that is missing. What is wrong, where, and whom does it hurt?")
        messages.info(request, sentence % {"problem": problem})


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, ToolRecord)
@once
def tool_remove(request: PersonRequest, record: ToolRecord) -> HttpResponse:
    if closed := not_now(request, record.session):
        return closed
    form, back = WriteForm(request.POST or None), record.session.get_absolute_url()
    return asked(
        request, form, lambda: remove_tool(record, by=request.user), thing=record, back=back,
        said=_("The record of the tool is removed."), title=_("Remove this record"), submit=_("Remove it"),
        lead=_("What was entered here is gone then. Pictures that show it stay with the session."), danger=True,
    )  # fmt: skip
