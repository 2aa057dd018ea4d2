"""How allauth fits this house: no open sign-up, addresses kept as stored, secrets encrypted, refusals remembered."""

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.sealing import cipher


@dataclass(frozen=True)
class House:
    """What allauth's letters call the site."""

    name: object
    domain: str


HOUSE = House(settings.PRODUCT_NAME, settings.SITE_URL)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation only."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """From the setting, never from the request's Host header."""
        uid, _separator, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Letters are signed with the product's name and address, not with whatever Host the request claimed."""
        super().send_mail(template_prefix, email, {"current_site": HOUSE, **context})

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """allauth tells of every change of password and second factor here: the person by mail, and the history."""
        with transaction.atomic():
            audit.record(Verb.SIGN_IN_CHANGED, user, by=user, after={"what": template_prefix.rsplit("/", 1)[-1]})
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        user = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        if user:
            with transaction.atomic():
                audit.record(Verb.LOG_IN_REFUSED, user, by=None)

    def login(self, request: HttpRequest, user: User) -> None:
        """From here on the request speaks the person's language, the message of welcome too."""
        super().login(request, user)
        translation.activate(user.language)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        with transaction.atomic():
            audit.record(Verb.PERSON_LOGGED_IN, user, by=user)
        return super().post_login(request, user, **kwargs)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors stand encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()
