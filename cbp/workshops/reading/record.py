"""People in roles, and texts that are lists of lines."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from cbp.core.choices import Sex
from cbp.core.models import Said
from cbp.workshops.models import Session, SessionRole

# Of one person in a role, where a count says “women and girls”.
ROLE_SEXES = {
    Sex.FEMALE.value: pgettext_lazy("person", "Woman"),
    Sex.MALE.value: pgettext_lazy("person", "Man"),
    Sex.OTHER.value: pgettext_lazy("column", "Other or not said"),
}


def roles_of(session: Session) -> list[tuple[SessionRole, str]]:
    return [(role, str(ROLE_SEXES.get(role.sex, ""))) for role in session.roles.order_by("pk")]


def lines_of(said: Said) -> list[str]:
    """Decisions, one per line."""
    return [line.strip() for line in said.text.splitlines() if line.strip()]
