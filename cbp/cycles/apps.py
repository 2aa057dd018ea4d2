from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "cbp.cycles"
    label = "cycles"

    def ready(self) -> None:
        from cbp.cycles import checks  # models are there only now

        checks.register_own()
