"""Forms of pictures and recordings: several files with what is said of all of them, one file, a page of the kit."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.accounts.models import User
from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.forms import Day, VersionedForm, WriteForm, words
from cbp.workshops.actions.photos import CHOSEN, CONSENT, FIELDS, OVER
from cbp.workshops.media import ACCEPTED
from cbp.workshops.models import PhotoKind, Session, SessionPhoto, ToolRecord

WIDGETS: dict[str, Any] = {
    "taken_on": Day, "consent_until": Day, "transcription": words(4),
    "caption": forms.TextInput(attrs={"dir": "auto"}),
}  # fmt: skip
ALL = [name for name in FIELDS if name not in ("transcription", "language")]


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        sent = (data or [None]) if isinstance(data, list | tuple) else [data]
        # An empty file is refused with its name by the action, like every other that is not kept.
        cleaned = [one if one and not one.size else super(FilesField, self).clean(one, initial) for one in sent]
        return [one for one in cleaned if one]


def _tools(session: Session, person: User) -> Any:
    return ToolRecord.objects.filter(session=session).visible_to(person).order_by("tool", "pk")


def _parts() -> list[Section | Fold]:
    """What is told of a picture, in the order of its importance in the field."""
    return [
        Section(gettext_lazy("May it be shown?"), *CONSENT),
        Fold(gettext_lazy("What it is and what it shows"), "kind", "tool", "taken_on"),
    ]


class PhotosForm(WriteForm):
    """Each file is kept or refused by itself; what is said here holds for all of them."""

    file = FilesField(label=gettext_lazy("Pictures and recordings"), widget=Files(attrs={"accept": ACCEPTED}))

    def __init__(self, *args: Any, session: Session, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Several at once: JPEG, PNG or WebP; recordings as OGG, MP3, M4A, WAV or WebM."
            " At most ten files and 10 MB together."
        )
        fields: dict[str, Any] = forms.fields_for_model(SessionPhoto, fields=ALL, widgets=WIDGETS)
        fields["kind"].choices = [(kind.value, kind.label) for kind in CHOSEN]
        fields["kind"].usual = PhotoKind.PHOTO
        fields["kind"].required = False
        fields["tool"].queryset = _tools(session, person)
        fields["taken_on"].initial = fields["taken_on"].usual = session.held_on
        fields["consent_scope"].required = False
        self.fields.update(fields)
        self.helper = CbpFormHelper(self, "idempotency_key", "file", "caption", *_parts())

    def told(self) -> dict[str, Any]:
        """What is said of all of them; what was left out is as the model has it."""
        return {name: self.cleaned_data[name] for name in ALL if self.cleaned_data.get(name) not in (None, "")}

    def uid_of(self, number: int) -> uuid.UUID:
        """The same form sent twice gives each file the same mark."""
        key = self.cleaned_data.get("idempotency_key") or uuid.uuid4()
        return uuid.uuid5(key, str(number))


class SentForm(forms.Form):
    """The mark that the browser gave to a file that it sends on its own."""

    uid = forms.UUIDField()


class PhotoForm(VersionedForm):
    """One picture or recording. Beside a closed record only its consent is asked."""

    class Meta:
        model = SessionPhoto
        fields = list(FIELDS)
        widgets = WIDGETS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        photo = self.instance
        self.fields["consent_scope"].required = False
        if photo.kind in CHOSEN:
            self.fields["kind"].choices = [(kind.value, kind.label) for kind in CHOSEN]  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]
        self.fields["tool"].queryset = ToolRecord.objects.none()  # type: ignore[attr-defined]
        for name in self._not_asked():
            self.fields.pop(name, None)
        layout = [Section(gettext_lazy("What it shows"), "caption", "transcription", "language"), *_parts()]
        self.helper = CbpFormHelper(self, "idempotency_key", "version", "base", *self._asked(layout))

    def offer_tools(self, person: User) -> None:
        """Those that this person may know of; none before."""
        if "tool" in self.fields:
            self.fields["tool"].queryset = _tools(self.instance.session, person)  # type: ignore[attr-defined]

    def _not_asked(self) -> list[str]:
        photo = self.instance
        if photo.kind == PhotoKind.PAGE:
            return [*CONSENT, "tool"]
        return [name for name in FIELDS if name not in CONSENT] if photo.session.state in OVER else []

    def _asked(self, layout: list[Section | Fold]) -> list[Section | Fold]:
        """Without the groups of which nothing is left."""
        for part in layout:
            part.fields = [name for name in part.fields if name in self.fields]
        return [part for part in layout if part.fields]

    def clean_consent_scope(self) -> str:
        return str(self.cleaned_data["consent_scope"] or self.instance.consent_scope)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code of the page"), max_length=500, strip=True,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("Seven letters and digits at the foot of the page, beside the square pattern."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = CbpFormHelper(self)


class PageForm(WriteForm):
    """A page of the kit that was photographed or scanned."""

    file = forms.FileField(
        label=gettext_lazy("Photo or scan of the page"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy("The whole page, straight and in good light: JPEG, PNG or WebP, at most 10 MB."),
        allow_empty_file=True,
    )  # fmt: skip
    caption = forms.CharField(
        label=gettext_lazy("Remark"), max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
