"""Amending a signed sheet: another sheet that names it takes its place, in the transaction that signs it."""

from __future__ import annotations

from app.domain.prescription import Prescription, PrescriptionState
from app.domain.review import ReviewAct
from app.errors import KnownError
from app.rules.reviewing import approvals_needed
from app.services.medicines import STANDING
from app.services.review_step import Said, step_of
from app.services.rx_draft import RxDraft
from app.services.session import SignedIn
from app.store import prescriptions, reviews
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

_MAY_BE = STANDING | {PrescriptionState.REFUSED}
REASON = "已由处方{number}代替"
"""Printed on the void paper, whatever the language of the screen."""


def replaced_by(conn: Reading, draft: RxDraft) -> Prescription | None:
    """The sheet a draft replaces, None where it replaces none. Raises KnownError ``rx_unknown``, ``rx_not_in_force``."""
    if draft.replaces is None:
        return None
    found = prescriptions.get(conn, draft.replaces)
    if found is None:
        raise KnownError("rx_unknown")
    if found.state not in _MAY_BE or found.person != draft.person:
        raise KnownError("rx_not_in_force")
    return found


def replace_sheet(uow: UnitOfWork, old: Prescription, new: Prescription, who: SignedIn) -> None:
    """The old sheet is void; where a pharmacist had returned or refused it, that is answered. A refused one stays refused."""
    needed = approvals_needed(old.document)
    so_far = reviews.reviewed(uow.conn, old, needed)
    if so_far.open_returns or old.state is PrescriptionState.REFUSED:
        step = step_of(uow, who, old, Said(ReviewAct.ACCEPTED, new_sheet=new.id), so_far.steps)
        reviews.add(uow, step, needed, send_lines=True)
    if old.state is not PrescriptionState.REFUSED:
        prescriptions.set_state(uow, old.id, PrescriptionState.CANCELLED, "cancel", REASON.format(number=new.number or ""))
