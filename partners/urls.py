"""The pages of organisations."""

from django.urls import include, path

from partners import views

app_name = "partners"

organisation_urls = [
    path("", views.organisation_detail, name="organisation-detail"),
    path("edit/", views.organisation_edit, name="organisation-edit"),
    path("contact/", views.contact_edit, name="contact-edit"),
    path("contact/remove/", views.contact_remove, name="contact-remove"),
    path("engagements/new/", views.engagement_new, name="engagement-new"),
]

urlpatterns = [
    path("organisations/", views.organisation_list, name="organisation-list"),
    path("organisations/new/", views.organisation_new, name="organisation-new"),
    path("organisations/<int:pk>/", include(organisation_urls)),
    path("engagements/<int:pk>/end/", views.engagement_end, name="engagement-end"),
]
