"""Kidney function from a serum creatinine: CKD-EPI 2021 (Inker et al., NEJM 2021;385:1737), adults only."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

UMOL_PER_MG_DL = Decimal("88.4")
_ADULT_YEARS = 18
# sex (GB/T 2261.1) → κ in mg/dL, exponent below κ, factor
_BY_SEX = {
    "1": (Decimal("0.9"), Decimal("-0.302"), Decimal(1)),
    "2": (Decimal("0.7"), Decimal("-0.241"), Decimal("1.012")),
}
_ABOVE = Decimal("-1.200")
_PER_YEAR = Decimal("0.9938")
_SCALE = Decimal(142)


def egfr_of(creatinine_umol: Decimal, age_years: Decimal | None, sex: str) -> Decimal | None:
    """eGFR in mL/min/1.73 m², whole; creatinine in µmol/L. None for a child, an unknown age or sex, or no real number."""
    known = _BY_SEX.get(sex)
    if known is None or age_years is None or age_years < _ADULT_YEARS or creatinine_umol <= 0:
        return None
    kappa, below, factor = known
    ratio = creatinine_umol / UMOL_PER_MG_DL / kappa
    value = _SCALE * min(ratio, Decimal(1)) ** below * max(ratio, Decimal(1)) ** _ABOVE * _PER_YEAR**age_years * factor
    return value.quantize(Decimal(1), ROUND_HALF_UP)
