"""National drug codes of the insurance: kind and length."""

from __future__ import annotations

import pytest

from app.domain.nhsa_code import PATENT, WESTERN, nhsa_kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("XB05XAL211B002020400318", WESTERN),
        (" XB05XAL211B002020400318 ", WESTERN),
        ("ZA01AAB0001010100001", PATENT),
        ("XB05XAL211B00202040031", ""),
        ("XB05XAL211B0020204003180", ""),
        ("ZA01AAB000101010000", ""),
        ("ZB05XAL211B002020400318", ""),
        ("YB05XAL211B002020400318", ""),
        ("xb05xal211b002020400318", ""),
        ("XB05XAL211B0020204003-8", ""),
        ("", ""),
    ],
)
def test_kind(code: str, kind: str) -> None:
    assert nhsa_kind(code) == kind
