"""A door is one line above the view: `@needs(Permission.X, Model)`.

It fetches the thing, hides what lies outside the person's reach (404), forbids what the role does not allow (403, with
the reason), and leaves `view.door` for the table of doors in the tests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from cbp.accounts.access import can, why_not
from cbp.accounts.models import User
from cbp.accounts.roles import Permission

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


class PersonRequest(HttpRequest):
    """A request behind a door: somebody is logged in."""

    user: User
    htmx: HtmxDetails


@dataclass(frozen=True)
class Door:
    """Who may pass: everyone (`is_open`), whoever is logged in (no permission), or who holds the permission."""

    permission: Permission | None = None
    model: type[models.Model] | None = None
    is_open: bool = False


def opened(view: V) -> V:
    """A door for everybody, said on purpose."""
    view.door = Door(is_open=True)  # type: ignore[attr-defined]
    return view


def needs(permission: Permission | None = None, model: type[models.Model] | None = None) -> Callable[[View], View]:
    """The view gets the thing in place of its `pk`. Without a model it gets what the URL gave."""

    def above(view: View) -> View:
        @wraps(view)
        def wrapper(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if model is not None:
                args = (_fetch(model, request, kwargs.pop("pk")), *args)
            if permission and not can(request.user, permission, args[0] if model is not None else None):
                raise PermissionDenied(why_not(permission))
            return view(request, *args, **kwargs)

        wrapper.door = Door(permission, model)  # type: ignore[attr-defined]
        return wrapper

    return above


def _fetch(model: type[models.Model], request: Any, pk: int) -> models.Model:
    queryset: Any = model._default_manager
    thing: models.Model | None = queryset.visible_to(request.user).filter(pk=pk).first()
    if thing is None:
        raise Http404
    return thing
