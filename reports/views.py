"""My reports: a paper is chosen, checked before it is made, waited for, downloaded."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts.access import can, why_not
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import jobs
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.core.models import JobState
from cbp.core.once import once
from cbp.core.refusals import Refused
from reports import actions, preflight, rendering
from reports.forms import OrderForm, ReportFilter
from reports.models import Report
from reports.papers import PAPERS, Paper
from reports.producing import STAGES


def _paper(code: str) -> Paper:
    if code not in PAPERS:
        raise Http404
    return PAPERS[code]


def _subject(paper: Paper, user: User, pk: int) -> Any:
    """The subject as this person may see it now: outside the reach it does not exist; without the right, the reason."""
    subject = paper.model._default_manager.all().visible_to(user).filter(pk=pk).first()  # type: ignore[attr-defined]
    if subject is None:
        raise Http404
    for permission in (paper.permission, Permission.REPORT_MAKE):
        if not can(user, permission, subject):
            raise PermissionDenied(why_not(permission))
    return subject


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_MAKE)
@once
def report_new(request: PersonRequest, paper: str, subject: int) -> HttpResponse:
    """Shows what the paper would hold and what is missing; a POST orders it."""
    kind = _paper(paper)
    thing = _subject(kind, request.user, subject)
    if "prepare" in request.POST:
        here = reverse("reports:report-new", args=[kind.code, thing.pk])
        page = f"{reverse('reports:report-print', args=[kind.code, thing.pk])}?language={request.user.language}"
        ready = partial(actions.prepare_paper, kind, thing, by=request.user)
        return pressed(request, ready, back=page, refused=here)
    form = OrderForm(request.POST or None, paper=kind, initial={"language": kind.usual_language(thing, request.user)})
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.order_report(kind, thing, language=form.cleaned_data["language"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(report)
    context = {
        "paper": kind,
        "subject": thing,
        "form": form,
        "preflight": preflight.check(kind, kind.snapshot(thing, request.user)),
        "refusal": kind.refusal(thing),
    }
    return render(request, "reports/report_new.html", context, status=422 if form.is_bound else 200)


@require_GET
@needs(Permission.REPORT_MAKE)
def report_print(request: PersonRequest, paper: str, subject: int) -> HttpResponse:
    """The same paper as a page, for the browser to print, where the machine cannot make the PDF."""
    kind = _paper(paper)
    thing = _subject(kind, request.user, subject)
    language = request.GET.get("language", request.user.language)
    if language not in dict(kind.languages):
        raise Http404
    if kind.refusal(thing):  # what is not made is no page to print either; the choice of papers says why
        return redirect("reports:report-new", kind.code, thing.pk)
    extra = {"on_screen": True, "back_url": reverse("reports:report-new", args=[kind.code, thing.pk])}
    page = rendering.html_of(kind, kind.snapshot(thing, request.user), language, **extra)
    return HttpResponse(page, headers={"Content-Language": language})


@require_GET
@needs()
def report_list(request: PersonRequest) -> HttpResponse:
    reports = Report.objects.visible_to(request.user).select_related("file").defer("snapshot").latest_first()
    found = filtered(request, ReportFilter, reports)
    page = page_of(request, found.qs)
    for report in page:
        report.title = PAPERS[report.paper].title if report.paper in PAPERS else report.paper
    context = {"filter": found, "page_obj": page, "is_filtered": is_filtered(request)}
    return render(request, "reports/report_list.html", context)


@require_GET
@needs(None, Report)
def report_detail(request: PersonRequest, report: Report) -> HttpResponse:
    """Polls itself while the paper is made; a bell that was not heard is rung again."""
    ring_again(report)
    paper = PAPERS.get(report.paper)
    context = {
        "report": report,
        "paper": paper,
        "stage": STAGES.get(report.stage, ""),
        "refusal": jobs.sentence(report),
        "withdrawn": paper.withdrawn(report.snapshot) if paper and report.state == JobState.DONE else "",
        "language_name": report.get_language_display(),
    }
    return render(request, "reports/report_state.html" if request.htmx else "reports/report_detail.html", context)


def ring_again(report: Report) -> None:
    unheard = report.rung_at is None or timezone.now() - report.rung_at > jobs.RING_AGAIN
    if report.state == JobState.QUEUED and unheard:
        jobs.send(report)


@require_GET
@needs(None, Report)
def report_file(request: PersonRequest, report: Report) -> FileResponse | HttpResponse:
    """The PDF, streamed. Whether the person may still read its subject, and its pictures may be shown, is asked now."""
    paper = _paper(report.paper)
    _subject(paper, request.user, report.subject_id)
    if report.state != JobState.DONE or report.file is None or not report.file.path.is_file():
        raise Http404
    if paper.withdrawn(report.snapshot):
        return redirect(report)
    actions.note_download(report, by=request.user)
    # A PDF is packed already; packing it again would cost its length, and with it the bar of the download.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    name = paper.file_name(report.snapshot, report.language)
    file = report.file.path.open("rb")
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Language"] = report.language
    return response


@require_POST
@needs(None, Report)
@once
def report_cancel(request: PersonRequest, report: Report) -> HttpResponse:
    cancel = partial(actions.cancel_report, report, by=request.user)
    return pressed(request, cancel, said=_("The paper was cancelled."), back=report)


@require_POST
@needs(None, Report)
@once
def report_retry(request: PersonRequest, report: Report) -> HttpResponse:
    _subject(_paper(report.paper), request.user, report.subject_id)
    return pressed(request, partial(actions.retry_report, report, by=request.user), back=report)
