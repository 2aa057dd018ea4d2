"""The pages that gather: home, search, communities, the board, places, programmes, imports, history; translations."""

from django.urls import include, path

from cbp.desk.views import areas, communities, cycles, health, history, home, imports, programmes, words

app_name = "desk"

area_urls = [
    path("", areas.area_detail, name="area-detail"),
    path("edit/", areas.area_edit, name="area-edit"),
    path("code/", areas.area_recode, name="area-recode"),
    path("displacement/new/", areas.displacement_new, name="displacement-new"),
]

programme_urls = [
    path("", programmes.programme_detail, name="programme-detail"),
    path("edit/", programmes.programme_edit, name="programme-edit"),
    path("lists/", programmes.programme_lists, name="programme-lists"),
    path("logo/", programmes.programme_logo, name="programme-logo"),
    path("logo/edit/", programmes.programme_logo_edit, name="programme-logo-edit"),
]

import_urls = [
    path("", imports.import_detail, name="import-detail"),
    path("apply/", imports.import_apply, name="import-apply"),
    path("discard/", imports.import_discard, name="import-discard"),
    path("retry/", imports.import_retry, name="import-retry"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("waiting/<slug:code>/", home.waiting, name="waiting"),
    path("communities/", communities.community_list, name="community-list"),
    path("communities/<int:pk>/", communities.community_detail, name="community-detail"),
    path("cycles/", cycles.cycle_list, name="cycle-list"),
    path("cycles/<int:pk>/", cycles.cycle_detail, name="cycle-detail"),
    path("words/<str:label>/<int:pk>/", words.words, name="words"),
    path("places/", areas.area_list, name="area-list"),
    path("places/<int:pk>/", include(area_urls)),
    path("programmes/", programmes.programme_list, name="programme-list"),
    path("programmes/new/", programmes.programme_new, name="programme-new"),
    path("programmes/<int:pk>/", include(programme_urls)),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_new, name="import-new"),
    path("imports/<int:pk>/", include(import_urls)),
    path("history/", history.history_list, name="history-list"),
    path("health/live/", health.live, name="health-live"),
    path("health/ready/", health.ready, name="health-ready"),
]
