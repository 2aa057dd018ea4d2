"""May this person do this to that thing? Two questions, both answered from the table of roles."""

from typing import Any

from django.db import models

from cbp.accounts.models import User
from cbp.accounts.roles import REASONS, Permission
from cbp.core.reach import Grant


def can(user: User, permission: Permission, thing: models.Model | None = None) -> bool:
    """With a thing: is it within the grants of that permission? Without: does the person hold it anywhere?

    Things that lie in no area and no programme (an upload, an account) have no `within`; `visible_to` alone hides them.
    """
    grants = user.grants(permission)
    if thing is None or not grants:
        return bool(grants)
    things: Any = type(thing)._default_manager.all()
    return not hasattr(things, "within") or bool(things.within(grants).filter(pk=thing.pk).exists())


def can_everywhere(user: User, permission: Permission) -> bool:
    """For what belongs to no place and no programme: the tree of places, administrators' accounts."""
    return Grant() in user.grants(permission)


def why_not(permission: Permission) -> str:
    return str(REASONS.get(permission, ""))
