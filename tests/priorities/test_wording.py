"""A hint where a problem is said as a missing solution; in each of our languages, and never where it is not."""

from __future__ import annotations

import pytest

from cbp.priorities.wording import OPENINGS, missing_solution


@pytest.mark.parametrize(("text", "language", "opening"), [
    ("No clinic in the village", "en", "No"),
    ("  – lack of water", "en", "lack of"),
    ("Need for a road", "en", "Need for"),
    ("There is no market", "en", "There is no"),
    ("Manque d’eau potable", "fr", "Manque"),
    ("Manque de latrines", "fr", "Manque de"),
    ("Absence d'école", "fr", "Absence"),
    ("Pas de route", "fr", "Pas de"),
    ("Besoin de semences", "fr", "Besoin de"),
    ("Il n’y a pas de puits", "fr", "Il n’y a pas de"),
    ("Falta de agua", "es", "Falta de"),
    ("Ausencia de escuela", "es", "Ausencia de"),
    ("No hay médico", "es", "No hay"),
    ("Necesidad de caminos", "es", "Necesidad de"),
    ("نقص المياه", "ar", "نقص"),
    ("النقص في المياه", "ar", "النقص"),
    ("عدم وجود مدرسة", "ar", "عدم"),
    ("انعدام الكهرباء", "ar", "انعدام"),
    ("لا يوجد طريق", "ar", "لا يوجد"),
    ("غيـــاب الخدمات", "ar", "غيـــاب"),
    ("نَقْص الغذاء", "ar", "نَقْص"),
    ("الحاجة إلى بئر", "ar", "الحاجة إلى"),
    ("Falta de agua", "", "Falta de"),
])  # fmt: skip
def test_it_names_a_missing_solution(text, language, opening):
    assert missing_solution(text, language).startswith(opening)


@pytest.mark.parametrize(("text", "language"), [
    ("Nobody can reach the market in the rains", "en"),
    ("Women walk two hours for water; there is no shade on the way", "en"),
    ("Northern fields are flooded", "en"),
    ("Needy families sleep outside", "en"),
    ("Passage difficile de la rivière", "fr"),
    ("Les femmes marchent deux heures", "fr"),
    ("No llega agua en la estación seca", "es"),
    ("Faltante", "es"),
    ("النساء يمشين ساعتين من أجل الماء", "ar"),
    ("نقصان", "ar"),
    ("Falta de agua", "en"),
    ("", "en"),
    ("…", ""),
])  # fmt: skip
def test_it_names_a_condition(text, language):
    assert missing_solution(text, language) == ""


def test_every_language_of_the_house_has_openings(settings):
    assert set(OPENINGS) == {code for code, _label in settings.LANGUAGES}
