"""The pages of communities and their profiles."""

from django.urls import include, path

from profiling.views import communities, entries, parts, profiles

app_name = "profiling"

profile_urls = [
    path("", profiles.profile_detail, name="profile-detail"),
    path("review/", profiles.profile_review, name="profile-review"),
    path("submit/", profiles.profile_submit, name="profile-submit"),
    path("return/", profiles.profile_return, name="profile-return"),
    path("validate/", profiles.profile_validate, name="profile-validate"),
    path("warnings/<str:code>/", profiles.profile_explain, name="profile-explain"),
    path("population/<str:group>/", parts.population, name="profile-population"),
    path("words/<slug:section>/", parts.note, name="profile-note"),
    path("sources/<int:row>/", parts.source_edit, name="source-edit"),
    path("sources/<int:row>/remove/", parts.source_remove, name="source-remove"),
    path("tables/<slug:table>/new/", entries.entry_new, name="entry-new"),
    path("tables/<slug:table>/<int:row>/", entries.entry_edit, name="entry-edit"),
    path("tables/<slug:table>/<int:row>/remove/", entries.entry_remove, name="entry-remove"),
]

urlpatterns = [
    path("communities/new/", communities.community_new, name="community-new"),
    path("communities/<int:pk>/edit/", communities.community_edit, name="community-edit"),
    path("communities/<int:pk>/profiles/new/", profiles.profile_new, name="profile-new"),
    path("profiles/<int:pk>/", include(profile_urls)),
]
