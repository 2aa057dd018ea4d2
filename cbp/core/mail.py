"""The mail backend of the house: a letter is a job. A slow mail server slows no page, a dead one loses nothing."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from cbp.core import jobs
from cbp.core.models import Letter


class LetterBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            html = next((str(part[0]) for part in getattr(message, "alternatives", []) if part[1] == "text/html"), "")
            letter = Letter.objects.create(
                to="\n".join(message.recipients()), subject=message.subject[:500], body=str(message.body), html=html
            )
            jobs.ring(letter)
        return len(email_messages)


def deliver(letter: Letter, attempt: jobs.Attempt) -> None:
    """Hands the letter to the real server. Tried again when the server refuses; its text is emptied after."""
    message = EmailMultiAlternatives(letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, letter.to.split("\n"))
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    message.connection = get_connection(settings.MAIL_SERVER_BACKEND)
    message.send()
    attempt.finish(body="", html="")
