"""Forms for what stands beside a record: an amendment, and a confirmation of the profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.forms import ReasonForm, WriteForm, words
from cbp.workshops.actions.amendments import CONFIRMED
from cbp.workshops.models import Session
from cbp.workshops.reading.communities import own_communities
from profiling.models import Profile


class AmendmentForm(ReasonForm):
    """Of anything in the record that is no text of its own: a number, a date, who came."""

    text = forms.CharField(label=gettext_lazy("What is to be corrected, and how"), max_length=2000, widget=words(4))

    field_order = ("idempotency_key", "text")


class TextAmendmentForm(AmendmentForm):
    """Of one text; it begins with what stands there."""

    def __init__(self, *args: Any, before: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = forms.CharField(label=_("As it should read"), max_length=6000, widget=words(6), initial=before)
        self.fields["text"] = text


class ProfileChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, profile: Any) -> str:
        return _("Version %(number)s, %(state)s") % {"number": profile.number, "state": profile.get_state_display()}


class ClusterProfileChoice(ProfileChoice):
    """Where several communities plan together, the version alone would not say whose it is."""

    def label_from_instance(self, profile: Any) -> str:
        values = {"community": profile.community, "version": super().label_from_instance(profile)}
        return _("%(community)s: %(version)s") % values


class ConfirmationForm(WriteForm):
    """The versions of the community's profile that it can confirm."""

    profile = ProfileChoice(label=gettext_lazy("Version of the profile"), queryset=Profile.objects.none())
    remarks = forms.CharField(
        label=gettext_lazy("What the community corrected or added"), max_length=2000, required=False, widget=words(4)
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communities = own_communities(session.cycle)
        versions = Profile.objects.filter(community__in=communities, state__in=CONFIRMED).select_related("community")
        if len(communities) > 1:
            label = self.fields["profile"].label
            self.fields["profile"] = ClusterProfileChoice(label=label, queryset=Profile.objects.none())
        self.fields["profile"].queryset = versions.latest_first()  # type: ignore[attr-defined]
