from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "cbp.plans"
    label = "plans"

    def ready(self) -> None:
        """The gate asks; whoever owns the answer registers it. Models are there only now."""
        from cbp.cycles import gates
        from cbp.cycles.phases import Gate
        from cbp.plans import merging
        from cbp.plans.gates import is_endorsed

        gates.register(Gate.ENDORSED, "plan-endorsed", _("An edition of the plan is endorsed"), is_endorsed)
        merging.declare_own()
