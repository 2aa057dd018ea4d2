"""Forms of organisations: the short one that registers, and small ones for each part of the half page."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.accounts.forms import AreaByCode
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.forms import Day, VersionedForm, WriteForm, words
from cbp.core.models import Area, Programme
from partners.actions import countries_of
from partners.models import Engagement, Organisation, OrganisationContact

MOST_AREAS = 60
CONTACT = ["name", "position", "phone", "email", "purpose", "has_consented"]
ENGAGEMENT = ["modality", "subject", "reference", "noted_by", "programme", "starts_on", "ends_on"]
ANY_SCRIPT = forms.TextInput(attrs={"dir": "auto"})
PRIVATE = {"data-cbp-private": ""}


class AreasByCode(forms.CharField):
    """Areas, one on each line, by P-code or name. Only areas in reach are found; those that stand already may stay."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5000, required=False, widget=words(3), **kwargs)
        self.one = AreaByCode()
        self.standing: list[Area] = []

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_AREAS:
            raise ValidationError(
                _("These are more than %(most)s areas. Write the larger area in which they lie."),
                params={"most": MOST_AREAS},
            )
        found: list[Area] = []
        faults: list[ValidationError] = []
        for line in dict.fromkeys(lines):
            try:
                found.append(self._area(line))
            except ValidationError as error:
                faults.append(error)
        if faults:
            raise ValidationError(faults)
        return found

    def _area(self, line: str) -> Area:
        stays = next((area for area in self.standing if area.pcode.casefold() == line.casefold()), None)
        area: Area = stays or self.one.clean(line)
        return area

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(area.pcode for area in value) if isinstance(value, list) else value


class OrganisationForm(VersionedForm):
    areas = AreasByCode(
        label=gettext_lazy("Areas of presence"),
        help_text=gettext_lazy("P-code or name, one on each line. Empty: not known."),
    )

    class Meta:
        model = Organisation
        fields = ["name", "acronym", "kind", "about", "is_active"]
        widgets = {"name": ANY_SCRIPT, "acronym": ANY_SCRIPT, "about": words(4)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = list(self.instance.areas.order_by("path")) if self.instance.pk else []
        self.areas_field.standing = standing
        self.fields["areas"].initial = standing
        self.helper = CbpFormHelper(
            self, "idempotency_key", "version", "base", "name", "acronym", "kind", "areas", "about", "is_active"
        )

    @property
    def areas_field(self) -> AreasByCode:
        field = self.fields["areas"]
        assert isinstance(field, AreasByCode)  # noqa: S101  # for the types alone
        return field

    def meet(self, person: User) -> None:
        """Only what lies in this person's reach is found."""
        self.areas_field.one.reach = person.grants(Permission.AREA_VIEW)


class ContactFields(forms.Form):
    """A person to call. Any of it filled makes a contact, and then the person must have agreed.

    Names and numbers of people: no copy of them stays in the browser.
    """

    contact_name = forms.CharField(
        label=gettext_lazy("name"), max_length=150, required=False,
        widget=forms.TextInput(attrs={"dir": "auto", **PRIVATE}),
    )  # fmt: skip
    contact_position = forms.CharField(
        label=gettext_lazy("position"), max_length=120, required=False, widget=ANY_SCRIPT
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("telephone"), max_length=60, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", **PRIVATE}),
    )  # fmt: skip
    contact_email = forms.EmailField(
        label=gettext_lazy("e-mail address"), required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", **PRIVATE}),
    )  # fmt: skip
    contact_purpose = forms.CharField(
        label=gettext_lazy("what we may contact this person for"), max_length=200, required=False, widget=ANY_SCRIPT
    )
    contact_has_consented = forms.BooleanField(
        label=gettext_lazy("this person agreed that we keep these data"), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"contact_{name}") for name in CONTACT):
            return data
        if not (data.get("contact_name") or data.get("contact_position")):
            self.add_error("contact_name", _("Name the contact, or say which position it is."))
        if not (data.get("contact_purpose") or self.has_error("contact_purpose")):
            self.add_error("contact_purpose", _("Say what this person may be contacted for."))
        if not (data.get("contact_has_consented") or self.has_error("contact_has_consented")):
            self.add_error("contact_has_consented", _("Keep a contact only when the person agreed to it."))
        return data

    def contact(self, contact: OrganisationContact) -> OrganisationContact | None:
        """The contact as typed, or none where nothing was typed."""
        values = {name: self.cleaned_data[f"contact_{name}"] for name in CONTACT}
        for name, value in values.items():
            setattr(contact, name, value)
        return contact if any(values.values()) else None


def contact_names() -> list[str]:
    return [f"contact_{name}" for name in CONTACT]


class RegisterForm(ContactFields, OrganisationForm):
    """One screen: what it is, and, where they are known, whom to call and how we work together."""

    is_another = forms.BooleanField(
        label=gettext_lazy("It is another organisation"), required=False, widget=forms.HiddenInput
    )

    class Meta(OrganisationForm.Meta):
        fields = ["country", "name", "acronym", "kind", "about"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Organisation] = []
        self.person: User | None = None
        shapes = fields_for_model(Engagement, fields=ENGAGEMENT, widgets={"starts_on": Day, "ends_on": Day})
        for name, field in shapes.items():
            field.required = False
            self.fields[f"engagement_{name}"] = field
        self.helper = CbpFormHelper(
            self, "idempotency_key", "version", "base",
            "is_another", "country", "name", "acronym", "kind", "areas", "about",
            Fold(gettext_lazy("Whom to call"), *contact_names()),
            Fold(gettext_lazy("How we work with it"), *(f"engagement_{name}" for name in ENGAGEMENT)),
        )  # fmt: skip

    def meet(self, person: User) -> None:
        super().meet(person)
        self.person = person
        fields: dict[str, Any] = self.fields
        countries = countries_of(person).prefetch_related("names").by_name()
        fields["country"].queryset = countries
        if countries.count() == 1:
            self.initial["country"] = countries.get().pk
            fields["country"].widget = forms.HiddenInput()
        programmes = Programme.objects.visible_to(person).filter(country__in=countries)
        fields["engagement_programme"].queryset = programmes.by_title()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._compare(data)
        engagement = self.engagement()
        if engagement is not None:
            try:
                engagement.full_clean(exclude=["organisation"])
            except ValidationError as error:
                for name, faults in error.error_dict.items():
                    self.add_error(f"engagement_{name}" if name in ENGAGEMENT else None, faults)
        return data

    def _compare(self, data: dict[str, Any]) -> None:
        """Names that are nearly the same in the country are shown once before another is registered."""
        if not (self.person and data.get("name") and data.get("country")):
            return
        registered = Organisation.objects.visible_to(self.person).filter(country=data["country"])
        self.alike = list(registered.nearly_called(data["name"])[:5])
        if self.alike:
            self.fields["is_another"].widget = forms.CheckboxInput()
            if not data.get("is_another"):
                self.add_error("is_another", _("Look first whether it is registered already under a similar name."))

    def new_contact(self) -> OrganisationContact | None:
        return self.contact(OrganisationContact())

    def engagement(self) -> Engagement | None:
        values = {name: self.cleaned_data.get(f"engagement_{name}") for name in ENGAGEMENT}
        if not any(values.values()):
            return None
        days = ("programme", "starts_on", "ends_on")
        return Engagement(**{name: value if name in days else value or "" for name, value in values.items()})


class ContactForm(ContactFields, VersionedForm):
    """The contact of an organisation. It shares the version of the organisation, so that no one overwrites another."""

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = self.instance.contacts.order_by("pk").first() or OrganisationContact(organisation=self.instance)
        for name in CONTACT:
            self.fields[f"contact_{name}"].initial = getattr(self.kept, name)
        self.fields["contact_purpose"].required = True
        self.fields["contact_has_consented"].required = True
        self.fields["contact_has_consented"].error_messages["required"] = _(
            "Keep a contact only when the person agreed to it."
        )
        self.helper = CbpFormHelper(self, "idempotency_key", "version", "base", *contact_names())


class EngagementForm(forms.ModelForm):  # type: ignore[type-arg]
    """One way in which we work together; any number of them may run."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    area = AreaByCode(
        label=gettext_lazy("area (P-code or name)"), help_text=gettext_lazy("Leave it empty for the whole country.")
    )

    class Meta:
        model = Engagement
        fields = [*ENGAGEMENT, "area"]
        widgets = {"subject": ANY_SCRIPT, "noted_by": ANY_SCRIPT, "starts_on": Day, "ends_on": Day}

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        programmes = Programme.objects.visible_to(person).filter(country=self.instance.organisation.country_id)
        fields["programme"].queryset = programmes.by_title()
        fields["area"].reach = person.grants(Permission.AREA_VIEW)
        self.helper = CbpFormHelper(
            self, "idempotency_key", "modality", "subject", "reference", "noted_by",
            Section(gettext_lazy("Where and when"), "programme", "area", "starts_on", "ends_on"),
        )  # fmt: skip


class EndForm(WriteForm):
    on = forms.DateField(label=gettext_lazy("Last day"), widget=Day)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
