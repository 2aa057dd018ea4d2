"""Forms of action points: several at once in the session, and one of them afterwards."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.forms import Day, VersionedForm, words
from cbp.workshops.actions.points import FOLLOWED, MOST_POINTS
from cbp.workshops.forms.roles import people_choices
from cbp.workshops.forms.rowed import RowedForm
from cbp.workshops.models import ActionPoint, Session

KEYS = ("idempotency_key", "version", "base")
PARTS = ("text", "responsible", "user", "due_on")
OPEN, FOLDED = 2, 4


class PointsForm(RowedForm):
    """Those of the session, each in a row of its own, and some empty rows. A row without a text is taken out."""

    person: User | None = None

    class Meta:
        model = Session
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = list(self.instance.action_points.order_by("pk"))
        named = {point.user_id for point in self.known if point.user_id}
        self.people = people_choices(self.instance.cycle, self.person, Permission.SESSION_RECORD, named)
        self.rows = range(self._how_many())
        self.helper = CbpFormHelper(self, *KEYS, *(self._row(number) for number in self.rows))

    def _how_many(self) -> int:
        """Also those that were sent from a page that had more: nothing typed is lost."""
        sent = [number for number in range(MOST_POINTS) if self.data.get(f"point{number}_text")]
        return min(MOST_POINTS, max(len(self.known) + OPEN + FOLDED, max(sent, default=-1) + 1))

    def _row(self, number: int) -> Section | Fold:
        point = self.known[number] if number < len(self.known) else None
        fields = self._fields()
        for name, field in fields.items():
            value = getattr(point, "user_id" if name == "user" else name) if point else None
            field.initial = str(value or "") if name != "due_on" else value
            self.fields[f"point{number}_{name}"] = field
        legend = _("Action point %(number)s") % {"number": number + 1}
        names = [f"point{number}_{name}" for name in fields]
        self.legends |= dict.fromkeys(names, legend)
        return (Section if number < len(self.known) + OPEN else Fold)(legend, *names)

    def _fields(self) -> dict[str, forms.Field]:
        auto = forms.TextInput(attrs={"dir": "auto"})
        return {
            "text": forms.CharField(label=_("What is to be done"), max_length=300, required=False, widget=words(2)),
            "responsible": forms.CharField(label=_("Who does it"), max_length=150, required=False, widget=auto),
            "due_on": forms.DateField(label=_("Until"), required=False, widget=Day),
            "user": forms.ChoiceField(label=_("Somebody with an account"), choices=self.people, required=False),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in self.rows[len(self.known) :]:
            rest = [data.get(f"point{number}_{name}") for name in PARTS[1:]]
            if any(rest) and not data.get(f"point{number}_text"):
                self.add_error(f"point{number}_text", _("Write what is to be done."))
        return data

    def points(self) -> list[ActionPoint]:
        data = self.cleaned_data
        return [self._point(number) for number in self.rows if data[f"point{number}_text"]]

    def _point(self, number: int) -> ActionPoint:
        values = {name: self.cleaned_data[f"point{number}_{name}"] for name in PARTS}
        user = values.pop("user")
        known = self.known[number].pk if number < len(self.known) else None
        return ActionPoint(pk=known, **values, user_id=int(user) if user else None)


class PointForm(VersionedForm):
    """What stays open when the record is verified."""

    person: User | None = None

    class Meta:
        model = ActionPoint
        fields = FOLLOWED
        widgets = {
            "due_on": Day, "done_on": Day, "outcome": words(2),
            "dropped": forms.TextInput(attrs={"dir": "auto"}),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {self.instance.user_id} if self.instance.user_id else set()
        cycle = self.instance.session.cycle
        self.fields["user"] = UserChoice(
            label=self.fields["user"].label, required=False,
            people=people_choices(cycle, self.person, Permission.SESSION_RECORD, named),
        )  # fmt: skip
        self.helper = CbpFormHelper(
            self, *KEYS, Section(gettext_lazy("What became of it"), "done_on", "outcome", "dropped"),
            Section(gettext_lazy("Who follows it, and until when"), "user", "due_on"), all_optional=True,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("done_on") and data.get("dropped"):
            self.add_error("dropped", _("An action point is done, or it is dropped."))
        return data


class UserChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person out of a list that was put together already."""

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs["queryset"] = User.objects.filter(pk__in=[pk for pk, _label in people if pk])
        super().__init__(*args, **kwargs)
        self.choices = people


def points_form(person: User) -> type[PointsForm]:
    return cast("type[PointsForm]", type("PointsForm", (PointsForm,), {"person": person}))


def point_form(person: User) -> type[PointForm]:
    return cast("type[PointForm]", type("PointForm", (PointForm,), {"person": person}))
