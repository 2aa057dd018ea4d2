"""The two kinds of form that write: one that makes something, and one that changes something others may change too."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core import signing
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.crispy import CbpFormHelper
from cbp.core.models import Versioned

Data = str | list[str]
HIDDEN = ("version", "base", "idempotency_key")
CHOOSE = "choose-"
DASHES = str(BLANK_CHOICE_DASH[0][1])
# A day, in the browser's own calendar.
Day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def words(rows: int = 3) -> forms.Textarea:
    """A box for a text in whatever script."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def name_nothing(field: forms.Field) -> None:
    """What a list offers where nothing is chosen: a word, which a reading voice can say, in place of dashes."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = _("Choose") if field.required else _("Not chosen yet")
    elif isinstance(field, forms.ChoiceField):
        choices: list[Any] = list(cast("Iterable[Any]", field.choices))
        if choices and choices[0] == ("", DASHES):
            field.choices = [("", _("Choose") if field.required else _("Not known")), *choices[1:]]


class WriteForm(forms.Form):
    """A form that makes something. Its key makes a second sending harmless."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"].initial = uuid.uuid4
        self.helper = CbpFormHelper(self)

    def answers(self) -> dict[str, Any]:
        """What was answered, by field; without what the page itself carries."""
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}


class ReasonForm(WriteForm):
    """A step that is not the usual one says why."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, widget=words(3))


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that changes a record others may change too: it carries the version and the values it was shown with."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"].initial = uuid.uuid4
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0
        self.fields["base"].initial = self.seal
        self.helper = CbpFormHelper(self)

    def open_names(self) -> list[str]:
        return [name for name in self.fields if name not in HIDDEN]

    def shown(self) -> dict[str, Data]:
        """What an unbound form shows, as a browser would send it back."""
        return {name: _sent(self.fields[name].prepare_value(self[name].initial)) for name in self.open_names()}

    def label_of(self, name: str) -> str:
        """How a field is called where it stands alone."""
        return str(self[name].label)

    def seal(self) -> str:
        return signing.dumps(self.shown(), compress=True, salt="base")

    def mine(self) -> dict[str, Data]:
        """What the person sent."""
        return {name: _sent(self[name].data) for name in self.open_names()}

    def seen(self) -> dict[str, Data]:
        """What the person had in front of them; what is there now when the form does not say."""
        try:
            values: dict[str, Data] = signing.loads(str(self.data.get(self.add_prefix("base"), "")), salt="base")
        except signing.BadSignature:
            return self.shown()
        return values

    def expected_version(self) -> int:
        return int(self.cleaned_data.get("version") or 0)

    def expect(self, version: int) -> None:
        """Others moved the version on, and what this form shows stayed as it was."""
        self.cleaned_data["version"] = version

    def touched(self) -> list[str]:
        """The fields that the person changed, against what the person was shown."""
        seen, mine = self.seen(), self.mine()
        return [name for name in self.open_names() if mine[name] != seen.get(name)]


def _sent(value: Any) -> Data:
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, list | tuple | set | models.QuerySet):
        return sorted(str(getattr(item, "pk", item)) for item in value)
    return str(getattr(value, "pk", value)).replace("\r\n", "\n").strip()


# --- a stale save: base, theirs and mine, field by field --------------------------------------------------------------
@dataclass(frozen=True)
class Difference:
    """One field of a stale save, in words: before, theirs now, mine. `clash`: both changed it, the person decides."""

    name: str
    label: str
    base: str
    theirs: str
    mine: str
    clash: bool
    keep: str


def differences(form: VersionedForm, current: Versioned) -> list[Difference]:
    """The fields in which the record now, or mine, differs from what I was shown."""
    fresh = type(form)(instance=current)
    base, theirs, mine = form.seen(), fresh.shown(), form.mine()
    found = []
    for name in form.open_names():
        before = base.get(name, "")
        if theirs[name] == mine[name]:
            continue
        i_changed, they_changed = mine[name] != before, theirs[name] != before
        clash = i_changed and they_changed
        keep = "" if clash else ("mine" if i_changed else "theirs")
        words = [in_words(form.fields[name], value) for value in (before, theirs[name], mine[name])]
        found.append(Difference(name, form.label_of(name), words[0], words[1], words[2], clash, keep))
    return found


def in_words(field: forms.Field, value: Data) -> str:
    """A sent value as the person would read it: labels for choices, yes and no for boxes."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    name_nothing(field)
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    if isinstance(value, list):
        return ", ".join(labels.get(item, item) for item in value) or _("empty")
    return labels.get(value, value) or _("empty")


def carried(form: VersionedForm) -> list[tuple[str, str]]:
    """Mine as hidden fields of the page that asks; nothing typed is lost."""
    pairs = []
    for name, value in form.mine().items():
        pairs += [(form.add_prefix(name), item) for item in (value if isinstance(value, list) else [value])]
    return [(name, value) for name, value in pairs if value]


def settled(post: QueryDict, form_class: type[VersionedForm], current: Versioned) -> QueryDict:
    """The sent form with “theirs” taken where the person chose so on the page of a stale save."""
    theirs = [key.removeprefix(CHOOSE) for key, value in post.items() if key.startswith(CHOOSE) and value == "theirs"]
    if not theirs:
        return post
    data = post.copy()
    shown = form_class(instance=current).shown()
    for name in theirs:
        if name in shown:
            value = shown[name]
            data.setlist(name, value if isinstance(value, list) else [value] if value else [])
    return data
