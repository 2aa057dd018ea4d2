from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "cbp.workshops"
    label = "workshops"

    def ready(self) -> None:
        """Hands the checks of this room to the gates, which know nothing of sessions; teaches the history its words."""
        from cbp.core.telling import teach
        from cbp.cycles.gates import register
        from cbp.cycles.phases import Gate
        from cbp.workshops import checks, confirming, inclusion, merging
        from cbp.workshops.models import SheetKind, Tool
        from profiling.reading import confirmations

        for key, words in (("sheet", SheetKind), ("pages", SheetKind), ("tool", Tool)):
            teach(key, dict(words.choices))
        register(Gate.AGREED, "trained", _("The facilitators are trained"), checks.facilitators_trained)
        register(
            Gate.KNOWN, "profile-confirmed", _("The community confirmed its profile in a session"),
            checks.profile_confirmed,
        )  # fmt: skip
        register(
            Gate.CHOSEN, "rules-of-inclusion", _("The rules of inclusion that hold a cycle up are kept"),
            inclusion.rules_kept,
        )  # fmt: skip
        register(Gate.CHOSEN, "groups-heard", _("No group of the profile is missing"), checks.groups_heard)
        merging.declare_own()
        confirmations.register(confirming.confirmations)
