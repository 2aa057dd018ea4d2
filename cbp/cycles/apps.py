from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "cbp.cycles"
    label = "cycles"

    def ready(self) -> None:
        from cbp.core import telling
        from cbp.cycles import checks, merging  # models are there only now
        from cbp.cycles.models import CycleType

        checks.register_own()
        merging.declare_own()
        telling.teach("types", dict(CycleType.choices))
