"""Decoction pieces as the rules see them: a product known by the herb's name alone, with no limits of its own."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from app.domain.herbs import PREFIX
from app.rules.formulary import Ingredient, Product


def herb_product(drug: str) -> Product | None:
    """The product of ``herb:黄芪``; None for what is no herb's id. Its empty cells mean "not reviewed", as everywhere."""
    return _of_name(drug.removeprefix(PREFIX)) if drug.startswith(PREFIX) and drug != PREFIX else None


@lru_cache(maxsize=512)
def _of_name(name: str) -> Product:
    return Product(
        id=PREFIX + name,
        name=name,
        name_en=name,  # a substance is told from others by it
        atc="",
        ingredient_atc=(),
        form="饮片",
        strength=Decimal(1),
        strength_unit="g",
        pack_unit="g",
        routes=frozenset({"oral", "topical"}),
        dose_unit="g",
        max_single=None,
        max_daily=None,
        max_daily_long_course=None,
        max_daily_old=None,
        max_weekly=None,
        min_interval_days=None,
        max_days=None,
        min_age_years=None,
        min_weight_kg=None,
        pregnancy="",
        ask_pregnancy=False,
        sex_limit="",
        skin_test=False,
        antibiotic_tier="",
        control_class="",
        allergy_group="",
        duplicate_groups=frozenset(),
        ingredients=(Ingredient(name, herb=True),),
        condition_alerts=(),
        child_limits=None,
        concentration="",
        group="herb",
        essential="",
        note="",
    )
