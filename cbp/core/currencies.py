"""ISO 4217 currencies and ISO 3166 countries, from pycountry and its own translations."""

import gettext
from functools import cache

import pycountry

SHARED = frozenset({"XAF", "XCD", "XCG", "XOF", "XPF"})
FUNDS = frozenset({"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW"})


def is_currency(code: str) -> bool:
    return len(code) == 3 and code.isupper() and pycountry.currencies.get(alpha_3=code) is not None


def is_country(code: str) -> bool:
    return len(code) == 3 and pycountry.countries.get(alpha_3=code) is not None


def two_letters(code: str) -> str | None:
    """The two-letter code of a country: other people's P-codes often begin with it."""
    country = pycountry.countries.get(alpha_3=code)
    return str(country.alpha_2) if country else None


def three_letters(code: str) -> str | None:
    """The ISO code of three letters, whichever of its two codes a country stands under."""
    code = code.upper()
    known = pycountry.countries.get(alpha_3=code) or pycountry.countries.get(alpha_2=code)
    return str(known.alpha_3) if known else None


@cache
def _words(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)


def country_name(code: str, language: str = "en") -> str:
    """The everyday name where ISO has one (“Bolivia”), in the language asked for where it is translated."""
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    return _words(language).gettext(getattr(country, "common_name", country.name))


@cache
def currency_choices() -> list[tuple[str, str]]:
    """Every currency that people are paid in as (code, “code – name”), by code. ISO gives the names in English."""
    return sorted(
        (one.alpha_3, f"{one.alpha_3} – {one.name}") for one in pycountry.currencies if _is_money(one.alpha_3)
    )


def _is_money(code: str) -> bool:
    """Without metals, units of account and funds; what several states share begins with X too."""
    return code in SHARED if code.startswith("X") else code not in FUNDS
