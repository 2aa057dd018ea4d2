"""The key of a form that is only a button, so that a second press does nothing."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cbp.core.once import FIELD

register = template.Library()


@register.simple_tag
def once_key() -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())
