"""The pages that gather."""

from django.urls import path

from cbp.desk.views import health

app_name = "desk"

urlpatterns = [
    path("health/live/", health.live, name="health-live"),
    path("health/ready/", health.ready, name="health-ready"),
]
