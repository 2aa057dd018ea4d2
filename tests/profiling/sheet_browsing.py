"""A sheet of profiles on its pages: sent by a person, and what the worker makes of it."""

from __future__ import annotations

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from profiling.models import ProfileSheet
from profiling.tasks import read_sheet
from tests.profiling.browsing import page

SOURCE = {"title": "Register of the district", "method": "registration", "dated_on": "2026-09-01", "confidence": "2"}
HEADERS = ["Village", "Code", "Population"]
GOOD = ["Kiri", "TCD0701", "120"]


def body(answer) -> str:
    return answer.content.decode()


def sent(client, cast, content: bytes, name: str = "table.xlsx", **values: object):
    data = {"programme": cast.here.programme.pk, "file": SimpleUploadedFile(name, content), **SOURCE, **values}
    return client.post(page("sheet-new"), {"idempotency_key": str(uuid.uuid4()), **data})


def worked(sheet: ProfileSheet) -> ProfileSheet:
    """The worker has done what was ordered."""
    read_sheet(job_id=sheet.pk)
    sheet.refresh_from_db()
    assert sheet.state == "done", sheet.refusal
    return sheet


def checked(client, cast, content: bytes, **values: object) -> ProfileSheet:
    answer = sent(client, cast, content, **values)
    sheet = ProfileSheet.objects.latest("pk")
    assert answer.url == sheet.get_absolute_url()
    return worked(sheet)


def applied(client, sheet: ProfileSheet, **values: object) -> ProfileSheet:
    client.post(page("sheet-apply", sheet.pk), values)
    return worked(sheet)


def mapped(client, sheet: ProfileSheet, **values: object):
    """The columns as they were guessed."""
    form = client.get(page("sheet-map", sheet.pk)).context["form"]
    guessed = {row.name: row.guess for row in form.rows}
    answer = client.post(page("sheet-map", sheet.pk), {**guessed, "save_as": "", **values})
    if answer.status_code == 302:
        worked(sheet)
    return answer
