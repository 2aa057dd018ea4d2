from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "cbp.workshops"
    label = "workshops"

    def ready(self) -> None:
        """Hands the checks of this room to the gates, which know nothing of sessions."""
        from cbp.cycles.gates import register
        from cbp.cycles.phases import Gate
        from cbp.workshops import checks, confirming, merging
        from profiling.reading import confirmations

        register(
            Gate.KNOWN, "profile-confirmed", _("The community confirmed its profile in a session"),
            checks.profile_confirmed,
        )  # fmt: skip
        register(Gate.CHOSEN, "verified-session", _("A session of women alone is verified"), checks.women_met)
        register(Gate.CHOSEN, "groups-heard", _("No group of the profile is missing"), checks.groups_heard)
        merging.declare_own()
        confirmations.register(confirming.confirmations)
