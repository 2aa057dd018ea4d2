"""The pages of priorities."""

from django.urls import URLPattern, URLResolver, include, path

from cbp.priorities.views import needs, rankings

app_name = "priorities"

need_urls = [
    path("", needs.need_detail, name="need-detail"),
    path("edit/", needs.need_edit, name="need-edit"),
    path("move/", needs.need_move, name="need-move"),
]
ranking_urls = [
    path("", rankings.ranking_detail, name="ranking-detail"),
    path("edit/", rankings.ranking_edit, name="ranking-edit"),
    path("open/", rankings.ranking_open, name="ranking-open"),
    path("set-back/", rankings.ranking_set_back, name="ranking-set-back"),
    path("votes/<int:group>/", rankings.ranking_votes, name="ranking-votes"),
    path("close/", rankings.ranking_close, name="ranking-close"),
    path("reopen/", rankings.ranking_reopen, name="ranking-reopen"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("cycles/<int:pk>/needs/", needs.need_list, name="need-list"),
    path("cycles/<int:pk>/needs/new/", needs.need_new, name="need-new"),
    path("needs/<int:pk>/", include(need_urls)),
    path("cycles/<int:pk>/rankings/", rankings.ranking_list, name="ranking-list"),
    path("cycles/<int:pk>/rankings/new/", rankings.ranking_new, name="ranking-new"),
    path("rankings/<int:pk>/", include(ranking_urls)),
]
