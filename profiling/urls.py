"""The pages of communities and their profiles."""

from django.urls import include, path

from profiling.views import communities, parts, profiles, rows

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
    path("displacement/new/", rows.flow_new, name="flow-new"),
    path("displacement/<int:row>/", rows.flow_edit, name="flow-edit"),
    path("displacement/<int:row>/remove/", rows.flow_remove, name="flow-remove"),
    path("services/new/", rows.service_new, name="service-new"),
    path("services/<int:row>/", rows.service_edit, name="service-edit"),
    path("services/<int:row>/remove/", rows.service_remove, name="service-remove"),
    path("factors/new/", rows.factor_new, name="factor-new"),
    path("factors/<int:row>/", rows.factor_edit, name="factor-edit"),
    path("factors/<int:row>/remove/", rows.factor_remove, name="factor-remove"),
    path("cohesion/new/", rows.cohesion_new, name="cohesion-new"),
    path("cohesion/<int:row>/", rows.cohesion_edit, name="cohesion-edit"),
    path("cohesion/<int:row>/remove/", rows.cohesion_remove, name="cohesion-remove"),
]

urlpatterns = [
    path("communities/new/", communities.community_new, name="community-new"),
    path("communities/<int:pk>/edit/", communities.community_edit, name="community-edit"),
    path("communities/<int:pk>/profiles/new/", profiles.profile_new, name="profile-new"),
    path("profiles/<int:pk>/", include(profile_urls)),
]
