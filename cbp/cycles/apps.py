from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "cbp.cycles"
    label = "cycles"

    def ready(self) -> None:
        from cbp.cycles import checks, merging  # models are there only now

        checks.register_own()
        merging.declare_own()
