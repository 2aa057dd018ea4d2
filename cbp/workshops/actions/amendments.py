"""What stands beside a record that stays: corrections, and what the community confirmed."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions.opening import locked, reasoned
from cbp.workshops.models import Amendment, ProfileConfirmation, Session
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.communities import own_communities
from profiling.models import Profile
from profiling.phases import ProfileState

CONFIRMED = (ProfileState.IN_REVIEW, ProfileState.VALIDATED)


@transaction.atomic
def amend_session(session: Session, *, text: str, reason: str, by: User, field: str = "") -> Amendment:
    """A correction that stands beside the verified record, which stays as it was verified.

    `field` is the text of the session that is corrected, empty for anything else. What stands there is taken from the
    record, as it was said.
    """
    current = locked(session)
    if current.state != SessionState.VERIFIED:
        raise Refused(_("Only a verified session is amended. Change the record itself."))
    if not text.strip():
        raise Refused(_("Write what is to be corrected, and how."))
    if field and field not in Session.TEXTS:
        raise Refused(_("This part of the record is not amended."))
    before = str(getattr(current, field)) if field else ""
    if before and text.strip() == before.strip():
        raise Refused(_("This is what the record says already."))
    amendment = Amendment.objects.create(
        session=current, field=field, before=before, text=text.strip(), reason=reasoned(reason), by=by
    )
    told = field or "text"
    audit.record(
        Verb.SESSION_AMENDED, current, by=by, before={told: before}, after={told: amendment.text}, reason=reason
    )
    return amendment


@transaction.atomic
def confirm_profile(session: Session, profile: Profile, *, remarks: str = "", by: User) -> ProfileConfirmation:
    """The community said yes to this version in this session, which must have been held: recorded or verified."""
    current = locked(session)
    if not current.is_held:
        raise Refused(_("Record the session first: what a community confirmed stands in a record."))
    if profile.community_id not in own_communities(current.cycle):
        raise Refused(_("This profile belongs to another community."))
    if profile.state not in CONFIRMED:
        raise Refused(_("Only a version that is in review or validated is confirmed."))
    if current.confirmations.filter(profile=profile).exists():
        raise Refused(_("This session confirmed this version already."))
    confirmation = ProfileConfirmation.objects.create(
        session=current, profile=profile, remarks=remarks.strip(), by=by, language=by.language
    )
    after = {"profile": str(profile), "remarks": confirmation.remarks}
    audit.record(Verb.PROFILE_CONFIRMED, current, by=by, after=after)
    return confirmation
