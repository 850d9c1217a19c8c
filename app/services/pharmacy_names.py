"""Who stands in the pharmacy's fields of a printed sheet: 审核, 调配, 核对, 发药."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.review import FORMAT, ReviewAct
from app.domain.rx_document import read
from app.printing.sheet import Pharmacy
from app.store import accounts, dispensing, reviews
from app.store.database import Reading


def pharmacy_of(conn: Reading, sheet: str) -> Pharmacy:
    """By the review's signed steps and by what was given out; '' where a pen is still to write. Whoever hands over has checked (核对发药)."""
    steps = reviews.of_sheets(conn, [sheet])[sheet]
    approved = list(dict.fromkeys(read(one.document, FORMAT)["by"]["name"] for one in steps if one.act is ReviewAct.APPROVED))
    parts = [one for one in dispensing.of_sheets(conn, [sheet])[sheet] if one.is_live]
    prepared, handed = _names(conn, (one.prepared_by for one in parts)), _names(conn, (one.handed_by for one in parts if one.handed_by))
    second = approved[1] if len(approved) > 1 else ""
    urgent = any(one.act is ReviewAct.URGENT for one in steps)
    return Pharmacy(approved[0] if approved else "", prepared, handed or second, handed, urgent)


def _names(conn: Reading, practitioners: Iterable[str | None]) -> str:
    found = (accounts.practitioner(conn, key) for key in dict.fromkeys(practitioners) if key)
    return "、".join(one.name for one in found if one is not None)
