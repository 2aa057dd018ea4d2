"""The pages of communities and their profiles."""

from django.urls import include, path

from profiling.views import (
    communities,
    comparison,
    criteria,
    entries,
    layouts,
    merging,
    parts,
    profiles,
    selection,
    selection_list,
    sheet_columns,
    sheet_steps,
    sheets,
)

app_name = "profiling"

profile_urls = [
    path("", profiles.profile_detail, name="profile-detail"),
    path("pictures/", profiles.profile_pictures, name="profile-pictures"),
    path("changes/", profiles.profile_changes, name="profile-changes"),
    path("review/", profiles.profile_review, name="profile-review"),
    path("submit/", profiles.profile_submit, name="profile-submit"),
    path("return/", profiles.profile_return, name="profile-return"),
    path("validate/", profiles.profile_validate, name="profile-validate"),
    path("give-up/", merging.profile_give_up, name="profile-give-up"),
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

criteria_urls = [
    path("", selection_list.selection_list, name="selection-list"),
    path("criteria/", criteria.selection_criteria, name="selection-criteria"),
    path("criteria/starters/", criteria.selection_starters, name="selection-starters"),
    path("criteria/new/", criteria.criterion_new, name="criterion-new"),
    path("criteria/<int:row>/", criteria.criterion_edit, name="criterion-edit"),
    path("criteria/<int:row>/remove/", criteria.criterion_remove, name="criterion-remove"),
]

selection_urls = [
    path("", selection.selection_detail, name="selection-detail"),
    path("scores/", selection.selection_edit, name="selection-edit"),
    path("propose/", selection.selection_propose, name="selection-propose"),
    path("return/", selection.selection_return, name="selection-return"),
    path("decide/", selection.selection_decide, name="selection-decide"),
]

sheet_urls = [
    path("", sheets.sheet_detail, name="sheet-detail"),
    path("columns/", sheet_columns.sheet_map, name="sheet-map"),
    path("check/", sheet_steps.sheet_check, name="sheet-check"),
    path("apply/", sheet_steps.sheet_apply, name="sheet-apply"),
    path("undo/", sheet_steps.sheet_undo, name="sheet-undo"),
    path("discard/", sheet_steps.sheet_discard, name="sheet-discard"),
    path("retry/", sheet_steps.sheet_retry, name="sheet-retry"),
    path("marked/", sheets.sheet_marked, name="sheet-marked"),
]

urlpatterns = [
    path("profiles/sheets/", sheets.sheet_list, name="sheet-list"),
    path("profiles/sheets/new/", sheets.sheet_new, name="sheet-new"),
    path("profiles/sheets/<int:pk>/", include(sheet_urls)),
    path("programmes/<int:pk>/profiles/workbook/", sheets.sheet_template, name="sheet-template"),
    path("programmes/<int:pk>/selection/", include(criteria_urls)),
    path("selection/<int:pk>/", include(selection_urls)),
    path("communities/<int:pk>/selection/", selection.selection_of, name="selection-of"),
    path("communities/<int:pk>/selection/new/", selection.selection_new, name="selection-new"),
    path("programmes/<int:pk>/profiles/", include(programme_urls)),
    path("communities/new/", communities.community_new, name="community-new"),
    path("communities/compare/", comparison.compare_list, name="compare"),
    path("communities/<int:pk>/over-time/", comparison.community_history, name="community-history"),
    path("places/<int:pk>/communities/", comparison.area_sum, name="area-sum"),
    path("communities/<int:pk>/edit/", communities.community_edit, name="community-edit"),
    path("communities/<int:pk>/merge/", merging.community_merge, name="community-merge"),
    path("communities/<int:pk>/profiles/new/", profiles.profile_new, name="profile-new"),
    path("profiles/<int:pk>/", include(profile_urls)),
]
