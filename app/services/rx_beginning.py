"""In which state a signed sheet begins: what may be given out before a pharmacist has looked, and why another one may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clock import local_day
from app.domain.formulary import ProductSource
from app.domain.prescription import Override, PrescriptionState, SheetKind
from app.printing.sheet import ReviewMode
from app.services.rx_internet import is_remote
from app.services.site_policy import InForce

if TYPE_CHECKING:
    from datetime import datetime

    from app.rules.pack import Pack
    from app.services.rx_signing import Prepared

EMERGENCY = "emergency"
CONTROLLED, OVERRIDDEN, ABOVE_TIER, OFF_SHELF = "controlled", "overridden", "above_tier", "off_shelf"


@dataclass(frozen=True, slots=True)
class Beginning:
    """``held``: why a pharmacist has to look first where the policy is not simply so, '' = no reason to tell.

    ``urgent``: 紧急调配, given out now because somebody needs it now; a pharmacist looks afterwards.
    """

    state: PrescriptionState
    held: str = ""
    urgent: bool = False
    policy: str = ""  # number of the county's policy that let it be given out
    urgent_reason: str = ""  # a code of the review policy


def beginning(ready: Prepared, overrides: tuple[Override, ...], pack: Pack, now: InForce, at: datetime) -> Beginning:
    """What the county's policy lets happen to a sheet (safety.md §1, 11:20).

    Internet care is valid only once a pharmacist has looked, whatever the policy (互联网诊疗监管细则). Controlled drugs are never given out
    before. An emergency sheet is never stopped by a pharmacist who is not there (H27), with or without a policy.
    """
    if is_remote(ready.visit):
        return Beginning(PrescriptionState.SIGNED)
    if now.mode is ReviewMode.NONE:
        return Beginning(PrescriptionState.APPROVED, policy=now.number)
    known = [pack.product(line.drug) for line in ready.draft.lines]
    if any(one is None or one.control_class for one in known):
        return Beginning(PrescriptionState.SIGNED, CONTROLLED)
    held = _held(ready, overrides, now, at)
    if held is None:
        return Beginning(PrescriptionState.RELEASED, policy=now.number)
    if ready.draft.kind is SheetKind.EMERGENCY:
        return Beginning(PrescriptionState.RELEASED, held, urgent=True, urgent_reason=EMERGENCY)
    return Beginning(PrescriptionState.SIGNED, held)


def _held(ready: Prepared, overrides: tuple[Override, ...], now: InForce, at: datetime) -> str | None:
    """Why it waits; '' where the policy says so for every sheet, None where it does not wait."""
    if now.mode is ReviewMode.BEFORE:
        return now.held
    if overrides:
        return OVERRIDDEN
    if ready.draft.in_rescue or ready.draft.one_day:
        return ABOVE_TIER
    return OFF_SHELF if now.local_stock_only and not _on_the_shelf(ready, at) else None


def _on_the_shelf(ready: Prepared, at: datetime) -> bool:
    """Whether a stock is kept of every product and something of it may be given today."""
    today = local_day(at)
    entries = [ready.entries.get(line.drug) for line in ready.draft.lines]
    return all(one is not None and one.source is ProductSource.LOCAL and bool(one.stock(today)) for one in entries)
