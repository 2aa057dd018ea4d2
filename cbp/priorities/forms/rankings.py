"""Setting a ranking up, the votes of one group, and closing with another order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cbp.core.amounts import AmountField
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Matrix, Section
from cbp.core.forms import VersionedForm, WriteForm, words
from cbp.core.groups import MIXED, group_choices, group_labels
from cbp.priorities.actions.rankings import FIELDS, Group, Option
from cbp.priorities.actions.votes import sentence
from cbp.priorities.forms.needs import session_label
from cbp.priorities.forms.rows import TickRows
from cbp.priorities.methods import GroupVotes, faults
from cbp.priorities.models import Need, Ranking, RankingGroup
from cbp.priorities.reading import Outcome
from cbp.workshops.models import Session


class RankingForm(VersionedForm):
    budget = AmountField(label=gettext_lazy("Money that is there"), required=False)

    class Meta:
        model = Ranking
        fields = FIELDS
        widgets = {"title": forms.TextInput(attrs={"dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cycle = self.instance.cycle
        self.labels = group_labels(cycle.programme)
        self.sessions: dict[int, Session] = {one.pk: one for one in cycle.sessions.in_order()}
        session = self.fields["session"]
        session.queryset = cycle.sessions.in_order()  # type: ignore[attr-defined]
        session.label_from_instance = lambda one: session_label(one, self.labels)  # type: ignore[attr-defined]
        self.fields["budget"].help_text = _("In %(currency)s. The budget line is drawn with it.") % {
            "currency": cycle.programme.currency
        }
        self.needs = self._add_options()
        self.codes = self._add_groups()
        self.helper = CbpFormHelper(
            self, "idempotency_key", "version", "base",
            Section(gettext_lazy("What is chosen, and how"), "title", "method", "votes_each", "most_on_one", "session"),
            self._option_rows(), self._group_rows(),
            Section(gettext_lazy("How it is read"), "rule", "top", "budget"),
        )  # fmt: skip

    def _add_options(self) -> dict[str, Need]:
        """The needs that go on, and those that are options already."""
        there = {one.need_id: one for one in self.instance.options.select_related("need")} if self.instance.pk else {}
        alive = list(Need.objects.filter(cycle=self.instance.cycle_id).alive().by_number())
        needs = alive + [one.need for pk, one in there.items() if pk not in {need.pk for need in alive}]
        for need in needs:
            title, option = f"{need.number} · {need}", there.get(need.pk)
            self.fields[f"need_{need.pk}"] = forms.BooleanField(label=title, required=False, initial=option is not None)
            self.fields[f"cost_{need.pk}"] = AmountField(
                label=_("Rough cost of “%(need)s”") % {"need": title},
                required=False,
                initial=option.cost if option else None,
            )
        return {str(need.pk): need for need in needs}

    def _add_groups(self) -> dict[str, str]:
        there = {one.group: one for one in self.instance.groups.all()} if self.instance.pk else {}
        codes = dict(group_choices(self.instance.cycle.programme))
        codes |= {code: self.labels.get(code, code) for code in there if code not in codes}
        for code, label in codes.items():
            self.fields[f"group_{code}"] = forms.BooleanField(label=label, required=False, initial=code in there)
            own = [one for one in self.sessions.values() if one.group in (code, MIXED)]
            pairs = [(str(one.pk), session_label(one, self.labels)) for one in own]
            self.fields[f"session_{code}"] = forms.ChoiceField(
                label=_("Session of: %(group)s") % {"group": label},
                choices=[("", _("not noted")), *pairs],
                required=False,
                initial=str(there[code].session_id or "") if code in there else "",
            )
        return codes

    def _option_rows(self) -> TickRows:
        return TickRows(
            gettext_lazy("Options"),
            rows=[(key, str(need)) for key, need in self.needs.items()],
            tick="need_{row}", beside="cost_{row}", css_id="options",
            headings=(pgettext_lazy("column", "Need"), gettext_lazy("Rough cost")),
            hint=gettext_lazy("Tick what is voted on. Leave a cost empty where nobody knows it: unknown is not zero."),
        )  # fmt: skip

    def _group_rows(self) -> TickRows:
        return TickRows(
            gettext_lazy("Groups that vote apart"),
            rows=list(self.codes.items()),
            tick="group_{row}", beside="session_{row}", css_id="groups",
            headings=(gettext_lazy("Group"), gettext_lazy("Session in which it votes")),
            hint=gettext_lazy("The voters of a group are compared with the attendance of its session."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        each, on_one = data.get("votes_each"), data.get("most_on_one")
        if each and on_one and on_one > each:
            self.add_error("most_on_one", _("One option cannot get more votes of a person than the person has."))
        return data

    def options(self) -> list[Option]:
        data = self.cleaned_data
        return [(need, data.get(f"cost_{key}")) for key, need in self.needs.items() if data.get(f"need_{key}")]

    def groups(self) -> list[Group]:
        data = self.cleaned_data
        chosen = [(code, data.get(f"session_{code}")) for code in self.codes if data.get(f"group_{code}")]
        return [(code, self.sessions[int(pk)] if pk else None) for code, pk in chosen]


class VotesForm(VersionedForm):
    """One group, one screen: voters, invalid ballots, and the votes for each option, in the order of the paper."""

    voters = CountField(label=gettext_lazy("People who voted"), required=False, max_value=100_000)
    invalid = CountField(label=gettext_lazy("Invalid ballots"), required=False, max_value=100_000)

    class Meta:
        model = RankingGroup
        fields = ["voters", "invalid"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.votes_of = dict(self.instance.tallies.values_list("option_id", "votes"))
        self.options = list(self.instance.ranking.options.select_related("need").order_by("position", "pk"))
        for option in self.options:
            self.fields[f"vote_{option.pk}"] = CountField(
                label=f"{option.need.number} · {option}", required=False, max_value=5_000_000,
                initial=self.votes_of.get(option.pk),
            )  # fmt: skip
        self.helper = CbpFormHelper(
            self, "idempotency_key", "version", "base", "voters", "invalid",
            Matrix(
                gettext_lazy("Votes for each option"),
                rows=[(str(one.pk), _row(one.need.number, str(one))) for one in self.options],
                columns=[("votes", gettext_lazy("Votes"))],
                name="vote_{row}", row_totals=False, css_id="votes",
                hint=gettext_lazy("Zero where nobody chose it; empty where it is not counted yet."),
            ),
            all_optional=True,
        )  # fmt: skip

    def votes(self) -> dict[int, int | None]:
        return {option.pk: self.cleaned_data.get(f"vote_{option.pk}") for option in self.options}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        ranking, voters = self.instance.ranking, data.get("voters")
        sheet = GroupVotes(self.instance.group, voters, self.votes())
        for fault in faults(sheet, votes_each=ranking.votes_each, most_on_one=ranking.most_on_one):
            field = f"vote_{fault.option}" if fault.option else None if voters is not None else "voters"
            self.add_error(field, sentence(fault, ranking, voters))
        if data.get("invalid") is not None and data["invalid"] > (voters or 0):
            self.add_error("invalid", _("There cannot be more invalid ballots than people who voted."))
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """The rule on invalid ballots is told once, at its field."""
        return {*super()._get_validation_exclusions(), "invalid"}  # type: ignore[misc]


def _row(number: int, title: str) -> str:
    return format_html("{} · <bdi>{}</bdi>", number, title)


class CloseForm(WriteForm):
    """The computed order, and numbers to change it by. `shown` is the order that the person decided on."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why the order was changed"), max_length=500, required=False, widget=words(),
        help_text=gettext_lazy("Needed when the final order is another than the computed one; it is printed with it."),
    )  # fmt: skip

    def __init__(self, data: Any, *, found: Outcome) -> None:
        super().__init__(data)
        self.ranks = {place.option.pk: place.rank for place in found.rule.places}
        self.fields["shown"].initial = signing.dumps(sorted(self.ranks.items()), salt="order")
        rows = []
        for place in found.rule.places:
            option = place.option
            label = _("%(need)s (computed place: %(place)s)") % {"need": option.title, "place": place.place}
            self.fields[f"place_{option.pk}"] = CountField(label=label, initial=place.rank, min_value=1, max_value=99)
            rows.append((str(option.pk), _row(option.number, label)))
        self.helper = CbpFormHelper(
            self, "idempotency_key", "shown",
            Matrix(
                gettext_lazy("Final order"), rows=rows, columns=[("place", gettext_lazy("Final place"))],
                name="place_{row}", totals=False, css_id="order",
                hint=gettext_lazy("Leave the numbers as they are to keep the computed order, ties included."),
            ),
            "reason",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and self._seen() != self.ranks:
            raise forms.ValidationError(_("Votes were changed meanwhile. Look at the computed order again."))
        if not self.errors and self.is_changed and sorted(self.given().values()) != list(range(1, len(self.ranks) + 1)):
            raise forms.ValidationError(
                _("Give every option a place of its own, from 1 to %(last)s.") % {"last": len(self.ranks)}
            )
        if not self.errors and self.is_changed and not data.get("reason", "").strip():
            self.add_error("reason", _("The order was changed by hand. Say why."))
        return data

    def _seen(self) -> dict[int, int]:
        try:
            return {int(option): int(rank) for option, rank in signing.loads(self.data.get("shown", ""), salt="order")}
        except signing.BadSignature:
            return {}

    def given(self) -> dict[int, int]:
        return {option: self.cleaned_data[f"place_{option}"] for option in self.ranks}

    @property
    def is_changed(self) -> bool:
        return self.given() != self.ranks

    def final_order(self) -> list[int] | None:
        given = self.given()
        return sorted(given, key=lambda option: given[option]) if self.is_changed else None
