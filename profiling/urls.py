"""The pages of profiling."""

from django.urls import URLPattern, URLResolver

app_name = "profiling"

urlpatterns: list[URLPattern | URLResolver] = []
