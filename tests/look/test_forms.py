"""Every kind of field comes with label, hint and error, tied together for those who do not see the page."""

import re

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils import translation

from cbp.core.crispy import CbpFormHelper, Matrix, Section
from cbp.core.forms import in_words
from cbp.core.models import Programme


class EveryKind(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, initial="k")
    name = forms.CharField(
        label="Name", help_text="As written on the map.", widget=forms.TextInput({"placeholder": "x"})
    )
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea)
    level = forms.ChoiceField(label="Level", choices=[("", "-"), ("1", "One")])
    road = forms.ChoiceField(label="Road", help_text="In the rains.", choices=[("y", "Yes")], widget=forms.RadioSelect)
    groups = forms.MultipleChoiceField(label="Groups", choices=[("w", "Women")], widget=forms.CheckboxSelectMultiple)
    photo = forms.FileField(label="Photo", required=False)
    agreed = forms.BooleanField(label="Agreed", help_text="By everyone.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = CbpFormHelper(self)


class Attendance(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("women_young", "women_old", "men_young"):
            self.fields[name] = forms.IntegerField(label=name, min_value=0, required=False)
        rows, columns = [("women", "Women"), ("men", "Men")], [("young", "Under 18"), ("old", "60 and over")]
        matrix = Matrix("Who took part", rows=rows, columns=columns, hint="Count people.", css_id="took_part")
        self.helper = CbpFormHelper(self, Section("The day", matrix))


def draw(form: forms.Form) -> str:
    """The form as HTML, without the white space that no browser shows."""
    return re.sub(r"\s+(?=</|$)|(?<=>)\s+(?=<)", "", re.sub(r"\s+", " ", render_crispy_form(form)))


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def tag(html: str, name: str) -> str:
    """The opening tag of the control of that name."""
    return next(found for found in re.findall(r"<(?:input|select|textarea)[^>]*>", html) if f'name="{name}"' in found)


def test_it_works():
    html = draw(EveryKind())
    assert "<form" not in html
    assert '<label class="field__label" for="id_name">Name</label>' in html
    assert '<div class="field__hint" id="id_name_helptext">As written on the map.</div>' in html
    assert 'aria-describedby="id_name_helptext"' in tag(html, "name")
    assert "placeholder" not in tag(html, "name")
    assert "aria-invalid" not in html
    assert "error-summary" not in html


def test_optional_is_said_in_words_and_nothing_is_starred():
    html = draw(EveryKind())
    assert re.findall(r">([A-Za-z]+) <span class=\"field__optional\">\(optional\)", html) == ["Notes", "Photo"]
    assert "*" not in html
    form = EveryKind()
    form.helper.all_optional = True
    assert "(optional)" not in draw(form)


def test_choices_are_a_fieldset_with_a_legend():
    html = draw(EveryKind())
    assert '<fieldset aria-describedby="id_road_helptext"><legend class="field__label">Road</legend>' in html
    assert '<legend class="field__label">Groups</legend>' in html
    assert 'id="id_road_0"' in tag(html, "road")
    assert '<label class="form-check-label" for="id_groups_0">Women</label>' in html


def test_each_control_has_the_class_of_its_kind():
    html = draw(EveryKind())
    kinds = {
        name: re.search(r'class="(form-[a-z-]+)', tag(html, name))[1] for name in EveryKind.base_fields if name != "key"
    }
    assert kinds == {
        "name": "form-control", "notes": "form-control", "level": "form-select", "road": "form-check-input",
        "groups": "form-check-input", "photo": "form-control", "agreed": "form-check-input",
    }  # fmt: skip
    assert 'type="hidden"' in tag(html, "key")


def test_errors_stand_by_the_field_and_in_a_summary_with_links():
    form = EveryKind({})
    form.add_error(None, "The whole does not fit.")
    html = draw(form)
    summary = html[html.index("error-summary") : html.index("</ul>")]
    assert re.findall(r'href="#([a-z0-9_]+)"', summary) == [
        "id_name",
        "id_level",
        "id_road_0",
        "id_groups_0",
        "id_agreed",
    ]
    assert "<li>The whole does not fit.</li>" in summary
    assert 'role="alert" tabindex="-1" data-cbp-errors' in html
    for target in re.findall(r'href="#([a-z0-9_]+)"', summary):
        assert f'id="{target}"' in html
    for name in ("name", "level", "agreed"):
        assert 'aria-invalid="true"' in tag(html, name)
        assert f'id_{name}_error"' in tag(html, name)
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        for target in described.split():
            assert html.count(f'id="{target}"') == 1


def test_the_summary_follows_the_order_of_the_page():
    """What the layout shows first is named first; what it does not mention comes last."""

    class Turned(EveryKind):
        women_young = forms.IntegerField()

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            rows, columns = [("women", "Women")], [("young", "Under 18")]
            self.helper = CbpFormHelper(
                self, "agreed", Matrix("Who", rows=rows, columns=columns), Section("First", "road", "level"), "name"
            )

    html = draw(Turned({}))
    assert re.findall(r'<a href="#id_([a-z_]+?)(?:_0)?"><strong>', html) == [
        "agreed", "women_young", "road", "level", "name", "groups",
    ]  # fmt: skip


def test_an_empty_choice_is_a_word_and_no_dashes():
    class Asks(forms.Form):
        must = forms.TypedChoiceField(choices=[*BLANK_CHOICE_DASH, ("1", "One")])
        may = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("1", "One")], required=False)
        one = forms.ModelChoiceField(Programme.objects.none())
        none = forms.ModelChoiceField(Programme.objects.none(), required=False)
        all = forms.ModelChoiceField(Programme.objects.none(), required=False, empty_label="The whole community")

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.helper = CbpFormHelper(self)

    html = draw(Asks())
    words = ["Choose", "Not known", "Choose", "Not chosen yet", "The whole community"]
    assert re.findall(r'<option value=""[^>]*>([^<]+)</option>', html) == words
    assert in_words(Asks().fields["may"], "") == "Not known"


def test_what_was_typed_is_escaped_and_kept():
    html = draw(EveryKind({"name": '"><script>x</script>', "notes": "قرية <b>"}))
    assert "<script>x" not in html
    assert "&lt;script&gt;" in html
    assert "قرية &lt;b&gt;" in html


def test_a_matrix_is_a_table_whose_cells_are_named_by_row_and_column():
    html = draw(Attendance({"women_young": "4", "men_young": "-1"}))
    assert '<legend class="group__legend">Who took part</legend>' in html
    assert '<th scope="row" role="rowheader" id="took_part_row_women">Women</th>' in html
    assert '<th scope="col" role="columnheader" id="took_part_column_young">Under 18</th>' in html
    cell = tag(html, "women_young")
    assert 'aria-labelledby="took_part_row_women took_part_column_young"' in cell
    assert 'inputmode="numeric"' in cell
    assert 'type="text"' in cell
    assert 'value="4"' in cell
    wrong = tag(html, "men_young")
    assert 'aria-invalid="true"' in wrong
    assert 'aria-describedby="id_men_young_error"' in wrong
    assert html.count('id="id_men_young_error"') == 1
    assert 'name="men_old"' not in html
    assert html.count("data-cbp-total") == 2 + 2 + 1
    assert html.count('name="women_old"') == 1


def test_columns_that_are_no_parts_of_one_whole_are_not_added_up():
    form = Attendance()
    form.helper.layout.fields[0].fields[0].row_totals = False
    html = draw(form)
    assert "data-cbp-matrix" in html
    assert re.findall(r'data-cbp-total="([a-z]+)"', html) == ["column", "column"]


def test_an_empty_cell_that_is_mostly_not_asked_leaves_the_other_sums_complete():
    def marks(often_empty: set[str], **typed: str) -> list[bool]:
        form = Attendance(typed)
        form.helper.layout.fields[0].fields[0].often_empty = often_empty
        sums = re.findall(r"<output data-cbp-total[^>]*>(.*?)</output>", draw(form))
        return ["incomplete" in one for one in sums]  # women, men, young, old, all

    both = {"women_young": "4", "men_young": "1"}
    assert marks(set(), **both) == [True, False, False, False, True]
    assert marks({"old"}, **both) == [False] * 5
    assert marks({"old"}, women_old="2") == [True, False, False, False, True]
    assert marks({"young", "old"}, women_young="4") == [True, False, True, False, True]


def test_a_matrix_may_do_without_sums():
    form = Attendance()
    form.helper.layout.fields[0].fields[0].totals = form.helper.layout.fields[0].fields[0].row_totals = False
    html = draw(form)
    assert "data-cbp-matrix" not in html
    assert "data-cbp-total" not in html


def test_a_formset_carries_its_management_form_and_numbers_its_entries():
    Names = forms.formset_factory(EveryKind, extra=2)
    formset = Names()
    formset.helper = CbpFormHelper()
    html = draw(formset)
    assert 'name="form-TOTAL_FORMS" value="2"' in html
    assert re.findall(r"<legend class=\"group__legend\">([^<]+)</legend>", html) == ["Entry 1", "Entry 2"]
    assert html.count('name="form-0-key"') == 1
