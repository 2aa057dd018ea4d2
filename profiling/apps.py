from django.apps import AppConfig


class ProfilingConfig(AppConfig):
    name = "profiling"

    def ready(self) -> None:
        from cbp.core import telling
        from profiling import merging  # models are there only now
        from profiling.sections import BY_CODE

        telling.teach("section", {code: section.title for code, section in BY_CODE.items()})
        merging.declare_own()
