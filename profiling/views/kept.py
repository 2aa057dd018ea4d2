"""Saving one part of a profile while others fill in other parts of the same version."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cbp.accounts.saving import edited
from cbp.core.forms import VersionedForm
from cbp.core.models.versions import Stale

TRIES = 3


def edited_part(
    request: HttpRequest,
    form: VersionedForm,
    save: Callable[[int], object],
    *,
    key: str,
    said: str,
    back: str,
    touched: Callable[[], object] | None = None,
) -> HttpResponse | None:
    """As `edited`. That others moved the version on is no conflict while nothing changed that this form shows."""

    def carefully() -> None:
        expected = form.expected_version()
        for _number in range(TRIES):
            try:
                save(expected)
                return
            except Stale as stale:
                last = stale
                if type(form)(instance=stale.current).shown() != form.seen():
                    raise
                expected = stale.current.version
        raise last

    return edited(request, form, carefully, key=key, said=said, back=back, touched=touched)
