"""Markets, labour and skills: what is sought, what people can do, what things cost."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.models.programmes import known_currency
from profiling.models.factors import Trend
from profiling.models.sources import COUNT, Entry


class MarketKind(models.TextChoices):
    WORK = "work", pgettext_lazy("market", "Work that employers and customers seek")
    SKILL = "skill", pgettext_lazy("market", "Skill that people have")
    LAND = "land", pgettext_lazy("market", "Use of land, crop or herd")
    PRICE = "price", pgettext_lazy("market", "Price on the market")


class MarketItem(Entry):
    """A trade, a skill, a crop or a good. `persons` seek or have it; a price stands with its unit and its currency."""

    TEXTS: ClassVar = ("text", "unit")

    kind = models.CharField(_("what it tells"), max_length=10, choices=MarketKind.choices)
    text = models.CharField(_("what it is"), max_length=200)
    persons = models.PositiveIntegerField(_("persons"), null=True, blank=True, validators=COUNT)
    price = models.DecimalField(
        _("price"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[known_currency])
    unit = models.CharField(_("for what quantity"), max_length=60, blank=True)
    trend = models.CharField(_("trend"), max_length=10, choices=Trend.choices, blank=True)

    objects = models.Manager["MarketItem"]()

    class Meta:
        verbose_name = _("work, skill or price")
        verbose_name_plural = _("work, skills and prices")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(price=None) | (Q(price__gte=0) & ~Q(currency="")),
                name="market_price_has_currency",
                violation_error_message=_("A price needs its currency."),
            )
        ]

    def __str__(self) -> str:
        return self.text
