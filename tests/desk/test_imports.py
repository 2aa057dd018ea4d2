"""A sheet's way in: uploaded, checked by a worker, looked at, applied or discarded. The broker may be away."""

import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from PIL import Image

from cbp.core import jobs, tasks
from cbp.core.models import Area, Event, ProgrammeLogo, SheetImport, Verb

PLACES = "Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date\n"


def upload(client, text, kind="places", name="table.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    data = {"kind": kind, "source": "IOM DTM", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("desk:import-new"), data)


def checked(client, text, **options):
    answer = upload(client, text, **options)
    sheet = SheetImport.objects.latest("pk")
    tasks.read_sheet(job_id=sheet.pk)
    sheet.refresh_from_db()
    assert answer.url == sheet.get_absolute_url()
    return sheet


def test_a_sheet_is_checked_shown_and_applied(cast, enter):
    client = enter(cast.administrator)
    sheet = checked(client, PLACES + "TCD,2,TCD0711,Nouveau,TCD07,2024-01-01\n")
    assert (sheet.state, sheet.step, sheet.outcome["created"]) == ("done", "check", 1)
    assert not Area.objects.filter(pcode="TCD0711").exists()
    assert "Apply this sheet" in client.get(sheet.get_absolute_url()).content.decode()
    client.post(reverse("desk:import-apply", args=[sheet.pk]))
    tasks.read_sheet(job_id=sheet.pk)
    assert Area.objects.get(pcode="TCD0711").path == "TCD/TCD07/TCD0711/"
    assert "This sheet has been applied." in client.get(sheet.get_absolute_url()).content.decode()
    assert Event.objects.get(verb=Verb.AREA_LOADED).by_label == cast.administrator.name


def test_refused_rows_are_told_and_left_out_only_on_purpose(cast, enter):
    client = enter(cast.administrator)
    sheet = checked(client, PLACES + "TCD,2,TCD0711,Nouveau,TCD07,\nTCD,2,TCD9901,Perdu,TCD99,\n")
    body = client.get(sheet.get_absolute_url()).content.decode()
    assert "The parent TCD99 is neither in this file nor among the places." in body
    page = reverse("desk:import-apply", args=[sheet.pk])
    client.post(page)
    assert SheetImport.objects.get(pk=sheet.pk).step == "check"
    client.post(page, {"skip_faulty": "on"})
    tasks.read_sheet(job_id=sheet.pk)
    assert set(Area.objects.filter(pcode__in=["TCD0711", "TCD9901"]).values_list("pcode", flat=True)) == {"TCD0711"}


def test_a_sheet_can_be_discarded_and_then_no_longer_applied(cast, enter):
    client = enter(cast.administrator)
    sheet = checked(client, PLACES + "TCD,2,TCD0711,Nouveau,TCD07,\n")
    client.post(reverse("desk:import-discard", args=[sheet.pk]))
    client.post(reverse("desk:import-apply", args=[sheet.pk]))
    tasks.read_sheet(job_id=sheet.pk)
    assert SheetImport.objects.get(pk=sheet.pk).step == "discarded"
    assert not Area.objects.filter(pcode="TCD0711").exists()


def test_whoever_checks_need_not_be_allowed_to_apply(cast, enter):
    client = enter(cast.facilitator)
    sheet = checked(client, PLACES + "TCD,2,TCD0711,Nouveau,TCD07,\n")
    assert "Apply this sheet" not in client.get(sheet.get_absolute_url()).content.decode()
    assert client.post(reverse("desk:import-apply", args=[sheet.pk])).status_code == 403


HEAD = (
    "admin0Pcode,admin1Pcode,adminLevel,numPresentIdpInd,reportingDate,roundNumber,displacementReason,assessmentType\n"
)


def test_a_manager_applies_figures_of_places_in_reach_only(cast, enter):
    client = enter(cast.manager)
    here = checked(client, HEAD + f"TCD,{cast.here.region.pcode},1,50,2024-05-01,30,Conflict,BA\n", kind="displacement")
    there = checked(
        client, HEAD + f"SSD,{cast.there.region.pcode},1,50,2024-05-01,30,Conflict,BA\n", kind="displacement"
    )
    assert client.post(reverse("desk:import-apply", args=[here.pk])).status_code == 302
    assert [(fault["code"], fault["value"]) for fault in there.outcome["faults"]] == [
        ("unknown_in_reach", cast.there.region.pcode)
    ]
    client.post(reverse("desk:import-apply", args=[there.pk]))
    assert SheetImport.objects.get(pk=there.pk).step == "check"


def test_a_table_of_something_else_is_refused_in_a_sentence(cast, enter):
    client = enter(cast.administrator)
    sheet = checked(client, "name,votes\nwell,20\n")
    assert sheet.state == "failed"
    assert "This is not a table of places" in client.get(sheet.get_absolute_url()).content.decode()


def test_the_broker_may_be_away(cast, enter, settings):
    """A broker behind a closed port costs the save little; the sheet waits, and the sweeper finds it."""
    from celery import current_app

    current_app.conf.broker_url = "redis://127.0.0.1:1/0"
    begin = time.monotonic()
    answer = upload(enter(cast.administrator), PLACES + "TCD,2,TCD0711,Nouveau,TCD07,\n")
    took = time.monotonic() - begin
    current_app.conf.broker_url = "memory://"
    assert answer.status_code == 302
    assert took < 1.5
    sheet = SheetImport.objects.latest("pk")
    assert sheet.state == "queued"
    SheetImport.objects.filter(pk=sheet.pk).update(rung_at=None)
    assert jobs.sweep() >= 1


def test_a_workbook_is_read_too(cast, enter):
    book = Workbook()
    for line in ("Places of Chad", ""), PLACES.strip().split(","), ("TCD", 2, "TCD0711", "Nouveau", "TCD07", None):
        book.active.append(line)
    out = BytesIO()
    book.save(out)
    sheet = checked(enter(cast.administrator), out.getvalue(), name="places.xlsx")
    assert (sheet.state, sheet.outcome["created"], sheet.outcome["refused"]) == ("done", 1, 0)


def picture(size=(40, 30), kind="PNG"):
    out = BytesIO()
    Image.new("RGB", size, "#14233a").save(out, kind)
    return out.getvalue()


def send_logo(client, cast, content, name="emblem.png"):
    page = reverse("desk:programme-logo-edit", args=[cast.here.programme.pk])
    return client.post(page, {"file": SimpleUploadedFile(name, content)})


def test_an_emblem_is_kept_and_served_through_its_door(cast, enter):
    client = enter(cast.manager)
    assert send_logo(client, cast, picture()).status_code == 302
    served = client.get(reverse("desk:programme-logo", args=[cast.here.programme.pk]))
    assert served.headers["Content-Type"] == "image/png"
    assert b"".join(served.streaming_content).startswith(b"\x89PNG")
    assert enter(cast.stranger).get(reverse("desk:programme-logo", args=[cast.here.programme.pk])).status_code == 404


def test_a_new_emblem_replaces_the_old_file(cast, enter, django_capture_on_commit_callbacks):
    client = enter(cast.manager)
    with django_capture_on_commit_callbacks(execute=True):
        send_logo(client, cast, picture())
    old = ProgrammeLogo.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        send_logo(client, cast, picture((50, 50), "JPEG"), "emblem.jpg")
    assert not old.exists()
    assert ProgrammeLogo.objects.get().path.exists()


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"GIF89a<script>", b"%PDF-1.7", b""]
)
def test_what_is_no_picture_is_refused(cast, enter, content):
    answer = send_logo(enter(cast.manager), cast, content)
    assert answer.status_code == 422
    assert not ProgrammeLogo.objects.exists()
