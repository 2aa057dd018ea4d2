"""Makes an administrator, for a new system that has nobody yet, and prints the one-time link to choose a password."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from cbp.accounts.models import Assignment, User
from cbp.accounts.roles import Role
from cbp.core import audit
from cbp.core.models import Verb


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--language", default="en", choices=[code for code, _label in settings.LANGUAGES])

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].lower()
        validate_email(email)
        if User.objects.filter(email=email).exists():
            raise CommandError("This address has an account already.")
        user = User.objects.create_user(email, None, name=options["name"] or email, language=options["language"])
        Assignment.objects.create(user=user, role=Role.ADMINISTRATOR)
        audit.record(Verb.ROLE_GIVEN, user, by=None, after={"role": Role.ADMINISTRATOR})
        key = default_token_generator.make_token(user)
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
        self.stdout.write(f"Within a day, open this link once and choose a password:\n{settings.SITE_URL}{path}")
