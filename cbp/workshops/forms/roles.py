"""The form of people in roles."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.cycles.models import Cycle
from cbp.workshops.actions.roles import MOST_ROLES
from cbp.workshops.forms.rowed import RowedForm
from cbp.workshops.models import Session, SessionRole
from cbp.workshops.reading.people import people_in_reach
from cbp.workshops.reading.record import ROLE_SEXES

KEYS = ("idempotency_key", "version", "base")
OPEN_ROLES = 2
REST = ("body", "sex", "user", "name")
Choices = list[tuple[str, str]]


def people_choices(cycle: Cycle, me: User | None, permission: Permission, named: set[int]) -> Choices:
    """Those with an account who work in this cycle, oneself first; and who stood there before."""
    people = [*people_in_reach(cycle, permission)]
    people += [one for one in User.objects.filter(pk__in=named) if one not in people]
    first = [(str(me.pk), _("%(name)s (you)") % {"name": me.label})] if me and me in people else []
    return [("", "–"), *first, *((str(one.pk), one.label) for one in people if one != me)]


class RolesForm(RowedForm):
    """Up to eight people with a task; the first rows are open, the others unfold."""

    person: User | None = None

    class Meta:
        model = Session
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = list(self.instance.roles.order_by("pk"))
        named = {role.user_id for role in roles if role.user_id}
        self.people = people_choices(self.instance.cycle, self.person, Permission.CYCLE_VIEW, named)
        rows = [self._row(number, roles[number] if number < len(roles) else None) for number in range(MOST_ROLES)]
        self.helper = CbpFormHelper(self, *KEYS, *rows)

    def _row(self, number: int, role: SessionRole | None) -> Section | Fold:
        for name, field in self._fields().items():
            attribute = "user_id" if name == "user" else name
            field.initial = str(getattr(role, attribute) or "") if role else ""
            self.fields[f"row{number}_{name}"] = field
        legend = _("Person %(number)s") % {"number": number + 1}
        names = [f"row{number}_{name}" for name in self._fields()]
        self.legends |= dict.fromkeys(names, legend)
        return (Section if number < OPEN_ROLES else Fold)(legend, *names)

    def _fields(self) -> dict[str, forms.Field]:
        auto = {"dir": "auto"}
        return {
            "kind": forms.ChoiceField(label=_("Role"), choices=[("", "–"), *SessionRole.Kind.choices], required=False),
            "user": forms.ChoiceField(label=_("Somebody with an account"), choices=self.people, required=False),
            "body": forms.CharField(
                label=_("Organisation or office"), max_length=150, required=False, widget=forms.TextInput(attrs=auto)
            ),
            "sex": forms.ChoiceField(label=_("Sex"), choices=[("", "–"), *ROLE_SEXES.items()], required=False),
            "name": forms.CharField(
                label=_("Name, only where it is needed later"), max_length=120, required=False,
                widget=forms.TextInput(attrs=auto),
            ),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(MOST_ROLES):
            rest = [data.get(f"row{number}_{name}") for name in REST]
            if any(rest) and not data.get(f"row{number}_kind"):
                self.add_error(f"row{number}_kind", _("Choose the role of this person."))
        return data

    def roles(self) -> list[SessionRole]:
        data = self.cleaned_data
        rows = [{name: data[f"row{number}_{name}"] for name in ("kind", *REST)} for number in range(MOST_ROLES)]
        return [_role(row) for row in rows if row["kind"]]


def _role(row: dict[str, str]) -> SessionRole:
    user = row.pop("user")
    return SessionRole(**row, user_id=int(user) if user else None)


def roles_form(person: User) -> type[RolesForm]:
    return cast("type[RolesForm]", type("RolesForm", (RolesForm,), {"person": person}))
