"""Codes of the pages of a kit: seven signs, by which a sheet of paper finds its record again.

Six are drawn at random from signs that nobody confuses in print or in handwriting; the seventh checks them (ISO 7064,
mod 37,36), so that one wrong sign is always noticed, and two that changed places nearly always. A code whose check
character would itself be confusing is not used, so that no code ever holds 0, O, 1, I, L or U.
"""

from __future__ import annotations

import secrets
import unicodedata

from django.utils.translation import gettext as _
from stdnum.iso7064 import mod_37_36

from cbp.core.refusals import Refused

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7
CONFUSING = "01ILOU"


def make_code() -> str:
    while True:
        drawn = "".join(secrets.choice(SIGNS) for _place in range(LENGTH - 1))
        check: str = mod_37_36.calc_check_digit(drawn)
        if check in SIGNS:
            return drawn + check


def shown(code: str) -> str:
    """As it is printed and read aloud: in two halves."""
    return f"{code[:4]} {code[4:]}"


def read_code(typed: str) -> str:
    """What a person typed, or a scanner that gives the whole address, as the code; refused in words otherwise."""
    code = _plain(typed)
    if not code:
        raise Refused(_("Type the code that stands beside the square pattern at the foot of the page."))
    if not code.isascii() or not code.isalnum():
        raise Refused(_("A code holds letters and digits only. Compare it with the page."))
    if confusing := sorted(set(code) & set(CONFUSING)):
        raise Refused(
            _("No code holds %(sign)s: 0, O, 1, I, L and U are never used. Perhaps it is Q, D, 7, J, T or V?")
            % {"sign": confusing[0]}
        )
    if len(code) != LENGTH:
        raise Refused(
            _("A code has %(length)s signs; these are %(count)s.") % {"length": LENGTH, "count": min(len(code), 999)}
        )
    if not mod_37_36.is_valid(code):
        raise Refused(_("The last sign does not fit the others: one of them is wrong. Compare the code with the page."))
    return code


def _plain(typed: str) -> str:
    """Upper case, without spaces and hyphens; digits of any script; the last part of a scanned address."""
    text = unicodedata.normalize("NFKC", typed[:500]).strip()
    if "/" in text:
        text = text.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    signs = (str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)
    return "".join(
        sign for sign in signs if not sign.isspace() and unicodedata.category(sign) not in ("Pd", "Cf")
    ).upper()
