from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    name = "cbp.priorities"
    label = "priorities"

    def ready(self) -> None:
        from cbp.priorities import gates  # models are there only now

        gates.register_own()
