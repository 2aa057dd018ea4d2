"""Organisations: the list, the half page of one, its contact and its engagements."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts.access import can
from cbp.accounts.asking import asked, written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, edited, sent_form
from cbp.core.listing import listed
from cbp.core.lists import Column, filtered, is_filtered, page_of
from cbp.core.models import Area
from cbp.core.once import once
from partners import actions
from partners.filters import OrganisationFilter
from partners.forms import ContactForm, EndForm, EngagementForm, OrganisationForm, RegisterForm
from partners.models import Engagement, Organisation

COLUMNS: list[Column] = [
    (gettext_lazy("Name"), lambda one: one.name),
    (gettext_lazy("Acronym"), lambda one: one.acronym),
    (gettext_lazy("Kind"), lambda one: one.get_kind_display()),
    (gettext_lazy("IATI organisation type"), lambda one: one.iati_type),
    (gettext_lazy("Country"), lambda one: one.country.name),
    (gettext_lazy("Areas of presence"), lambda one: ", ".join(area.pcode for area in one.areas.all())),
    (gettext_lazy("What it does"), lambda one: one.about),
    (gettext_lazy("How we work with it"), lambda one: ", ".join(_modalities(one))),
    (gettext_lazy("Can be chosen"), lambda one: _("yes") if one.is_active else _("no")),
]


def _modalities(organisation: Organisation) -> list[str]:
    return list(dict.fromkeys(one.get_modality_display() for one in organisation.engagements.all()))


@require_GET
@needs(Permission.PARTNER_VIEW)
def organisation_list(request: PersonRequest) -> HttpResponse:
    organisations = Organisation.objects.visible_to(request.user).select_related("country")
    areas = Area.objects.prefetch_related("names").order_by("path")
    running = Engagement.objects.running().latest_first()
    told = organisations.prefetch_related(Prefetch("areas", areas), Prefetch("engagements", running))
    found = filtered(request, OrganisationFilter, told.by_name())
    if request.GET.get("format") == "csv":
        return export(request, found.qs, COLUMNS, "organisations")
    context = {
        "filter": found,
        "page_obj": page_of(request, found.qs),
        "is_filtered": is_filtered(request),
        "may_register": can(request.user, Permission.PARTNER_EDIT),
    }
    return render(request, "partners/organisation_list.html", context)


@require_GET
@needs(Permission.PARTNER_VIEW, Organisation)
def organisation_detail(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    areas = organisation.areas.prefetch_related("names").order_by("path")
    engagements = organisation.engagements.select_related("programme", "area").prefetch_related("area__names")
    may_call = can(request.user, Permission.PARTNER_CONTACT, organisation)
    reach = Area.objects.visible_to(request.user).filter(organisations=organisation)
    context = {
        "organisation": organisation,
        "areas": areas,
        "reachable": set(reach.values_list("pk", flat=True)),
        "may_call": may_call,
        "contacts": list(organisation.contacts.order_by("pk")) if may_call else [],
        "engagements": engagements.latest_first(),
        "may_edit": can(request.user, Permission.PARTNER_EDIT, organisation),
    }
    return render(request, "partners/organisation_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_EDIT)
@once
def organisation_new(request: PersonRequest) -> HttpResponse:
    organisation = Organisation()
    form = sent_form(request, RegisterForm, organisation)
    form.meet(request.user)
    key = draft_key(organisation)

    def save() -> None:
        areas, contact, engagement = form.cleaned_data["areas"], form.new_contact(), form.engagement()
        actions.create_organisation(organisation, areas=areas, contact=contact, engagement=engagement, by=request.user)

    answer = edited(request, form, save, key=key, said=_("The organisation is registered."))
    return answer or render(
        request, "partners/organisation_new.html", {"form": form, "key": key}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_EDIT, Organisation)
@once
def organisation_edit(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    form = sent_form(request, OrganisationForm, organisation)
    form.meet(request.user)

    def save() -> None:
        own = [field for field in form.touched() if field != "areas"]
        areas, expected = form.cleaned_data["areas"], form.expected_version()
        actions.change_organisation(organisation, fields=own, areas=areas, expected=expected, by=request.user)

    return written(
        request, form, save, said=_("The organisation is saved."), title=_("Change the organisation"),
        here=_("Change"), submit=_("Save the organisation"), lead=organisation.name,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_EDIT, Organisation)
@once
def contact_edit(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    form = sent_form(request, ContactForm, organisation)

    def save() -> None:
        contact = form.contact(form.kept)
        if contact is not None:
            actions.set_contact(contact, by=request.user, expected=form.expected_version())

    return written(
        request, form, save, said=_("The contact is saved."), key="", title=_("Contact of the organisation"),
        here=_("Contact"), submit=_("Save the contact"),
        hint=_("Name and numbers are kept sealed, and only the team that works with the organisation sees them."),
    )  # fmt: skip


@require_POST
@needs(Permission.PARTNER_EDIT, Organisation)
@once
def contact_remove(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    contact = organisation.contacts.order_by("pk").first()
    if contact is None:
        messages.info(request, _("No contact is kept."))
        return redirect(organisation)
    return pressed(
        request, lambda: actions.remove_contact(contact, by=request.user), said=_("The contact is gone."),
        back=organisation,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_EDIT, Organisation)
@once
def engagement_new(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    engagement = Engagement(organisation=organisation)
    form = EngagementForm(request.POST or None, person=request.user, instance=engagement)
    return asked(
        request, form, lambda: actions.add_engagement(engagement, by=request.user), thing=organisation,
        said=_("The engagement is noted."), key=f"engagement-new-{organisation.pk}", title=_("Note an engagement"),
        submit=_("Note the engagement"), here=_("New engagement"),
        hint=_("How we work with %(name)s: by contract, by word, or for one event.")
        % {"name": listed([organisation.name])},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_EDIT, Engagement)
@once
def engagement_end(request: PersonRequest, engagement: Engagement) -> HttpResponse:
    form = EndForm(request.POST if request.method == "POST" else None)
    return asked(
        request, form, lambda: actions.end_engagement(engagement, on=form.cleaned_data["on"], by=request.user),
        thing=engagement.organisation, said=_("The end of the engagement is noted."), title=_("End an engagement"),
        submit=_("End the engagement"), lead=str(engagement.subject), hint=engagement.get_modality_display(),
        here=_("End of an engagement"),
    )  # fmt: skip
