"""National insurance codes of drugs (医保药品代码): X and 22 characters for western drugs, Z and 19 for Chinese patent medicines."""

from __future__ import annotations

import re

from app.domain.ids import tidy

WESTERN, PATENT = "西药", "中成药"
_FORMS = {WESTERN: re.compile(r"X[A-Z0-9]{22}"), PATENT: re.compile(r"Z[A-Z0-9]{19}")}


def nhsa_kind(text: str) -> str:
    """Kind of drug a code names; '' = no such code. Letters are capitals, as the settlement messages carry them."""
    code = tidy(text)
    return next((kind for kind, form in _FORMS.items() if form.fullmatch(code)), "")
