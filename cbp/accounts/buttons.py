"""An action behind one button: done or refused, and back with what became of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from cbp.accounts.doors import PersonRequest
from cbp.core.refusals import Refused


def pressed(
    request: PersonRequest, action: Callable[[], object], *, said: str = "", back: Any, refused: Any = None
) -> HttpResponse:
    """Runs the action and says what became of it. `refused` is where a refusal leads, if not `back`."""
    try:
        action()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(refused or back)
    if said:
        messages.success(request, said)
    return redirect(back)
