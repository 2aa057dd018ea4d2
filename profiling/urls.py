"""The pages of communities and their profiles."""

from django.urls import include, path

from profiling.views import communities, entries, layouts, merging, parts, profiles

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
    path("answers/<slug:section>/", parts.answers, name="answers"),
    path("sources/<int:row>/", parts.source_edit, name="source-edit"),
    path("sources/<int:row>/remove/", parts.source_remove, name="source-remove"),
    path("tables/<slug:table>/new/", entries.entry_new, name="entry-new"),
    path("tables/<slug:table>/<int:row>/", entries.entry_edit, name="entry-edit"),
    path("tables/<slug:table>/<int:row>/remove/", entries.entry_remove, name="entry-remove"),
]

programme_urls = [
    path("", layouts.layout, name="layout"),
    path("questions/new/", layouts.question_new, name="question-new"),
    path("questions/<int:question>/", layouts.question_edit, name="question-edit"),
    path("questions/<int:question>/remove/", layouts.question_remove, name="question-remove"),
]

urlpatterns = [
    path("programmes/<int:pk>/profiles/", include(programme_urls)),
    path("communities/new/", communities.community_new, name="community-new"),
    path("communities/<int:pk>/edit/", communities.community_edit, name="community-edit"),
    path("communities/<int:pk>/merge/", merging.community_merge, name="community-merge"),
    path("communities/<int:pk>/profiles/new/", profiles.profile_new, name="profile-new"),
    path("profiles/<int:pk>/", include(profile_urls)),
]
