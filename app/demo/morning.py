"""What has happened in the practice clinic before its doors open: drugs on the shelf, templates, and a sheet at every station of its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from app.clock import local_day
from app.demo.agreed import agree
from app.demo.clinic import DOCTOR, PASSWORD
from app.demo.paper import AMLODIPINE, CHRONIC, METFORMIN, NIFEDIPINE
from app.domain.person import ResidentRow
from app.domain.prescription import Prescription
from app.domain.review import Objection, ProposedChange
from app.domain.supplying import SupplyStatus, SupplyWay
from app.rules.findings import Severity
from app.rules.pack import Pack
from app.services.clinic import Clinic
from app.services.desk import Desk
from app.services.overrides import override_of
from app.services.practice_clinic import PHARMACIST
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.signin import SignIn
from app.services.supply_step import Happened

SHELF = (
    ("amlodipine-tab", 20, 280),
    ("amlodipine-tab", 400, 280),
    ("metformin-tab", 500, 600),
    ("nifedipine-cr-tab", 300, 70),
    ("amoxicillin-cap", 240, 480),
    ("loratadine-tab", 360, 60),
    ("omeprazole-cap", 330, 140),
    ("ibuprofen-tab", 15, 40),
)
"""Drug, days until the batch runs out, pieces."""

OUT_OF_STOCK = RxDraftLine("dapagliflozin-tab", Decimal(10), "qd", "oral", 28)
HYPERTENSION, DIABETES = "I10", "E11.9"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sheet that is to be there: drugs, and the diagnosis they are for."""

    lines: tuple[RxDraftLine, ...]
    diagnosis: str
    reason: str = ""


PLAIN = Wanted((AMLODIPINE.typed,), HYPERTENSION)
ADVISED = Wanted((replace(AMLODIPINE.typed, single=Decimal(10)),), HYPERTENSION)
DOUBTFUL = Wanted((AMLODIPINE.typed, NIFEDIPINE.typed), HYPERTENSION, "replaces")
SENT = Wanted((METFORMIN.typed, OUT_OF_STOCK), DIABETES)


class Morning:
    """The doctor and the pharmacist worked here already. Whoever cannot be given a sheet is passed over, as in life."""

    def __init__(self, signin: SignIn, desk: Desk, pack: Pack, site_file: Path, residents: Iterable[ResidentRow]) -> None:
        self._signin, self._desk = signin, desk
        self._clinic = Clinic.over(desk, pack, site_file)
        self._people = iter(residents)

    def pass_by(self) -> None:
        """To give out, to review, sent back, and a parcel that did not reach its door. The doctor is signed in before and afterwards."""
        self._fill_the_shelf()
        agree(self._clinic.rx_templates)
        self._sign(PLAIN)
        self._sign(DOUBTFUL)
        back, sent = self._sign(ADVISED), self._sign(SENT)
        self._signin.switch(self._desk, PHARMACIST, PASSWORD)
        if back is not None:
            half = ProposedChange(0, "single", "5")
            self._clinic.reviewing.send_back(back.id, back.hash or "", [Objection("2-5", (0,))], "首次使用，建议从5 mg开始", [half])
        if sent is not None:
            self._clinic.reviewing.approve(sent.id, sent.hash or "")
            self._send(sent)
        self._signin.switch(self._desk, DOCTOR, PASSWORD)

    def _fill_the_shelf(self) -> None:
        today = local_day(self._desk.clock.now())
        for number, (drug, days, pieces) in enumerate(SHELF, start=1):
            self._clinic.stock.receive(drug, f"L{today:%y%m}{number:02d}", today + timedelta(days), pieces, "县医药公司")

    def _sign(self, wanted: Wanted) -> Prescription | None:
        """For the next resident who has the disease and for whom the rules ask nothing but the reason meant."""
        for row in self._people:
            known = {one.icd10: one.display for one in self._clinic.charting.chart(row.id).active_conditions}
            if wanted.diagnosis not in known:
                continue
            visit = self._clinic.intake.open_visit(row.id)
            draft = RxDraft(visit.id, row.id, visit.id, lines=wanted.lines, diagnoses=((wanted.diagnosis, known[wanted.diagnosis]),))
            ready = self._reasoned(replace(draft, extend_reason=CHRONIC), wanted)
            signed = self._clinic.prescribing.sign(ready) if ready is not None else None
            self._clinic.queue.call(visit.id)
            self._clinic.queue.finish(visit.id)
            if signed is not None:
                return signed
        return None

    def _reasoned(self, draft: RxDraft, wanted: Wanted) -> RxDraft | None:
        found = [one for one in self._clinic.prescribing.review(draft).objections if one.severity in {Severity.BLOCK, Severity.OVERRIDE}]
        if any(one.severity is Severity.BLOCK for one in found) or bool(found) != bool(wanted.reason):
            return None
        return replace(draft, overrides=tuple(override_of(one, wanted.reason, "原药一周内停用") for one in found))

    def _send(self, sheet: Prescription) -> None:
        """Nobody was at home."""
        form = self._clinic.supplying.form(sheet.id, sheet.lines[1].id)
        asked = self._clinic.supplying.request(replace(form, address=form.address or "村委会旁"), SupplyWay.DELIVERY, consent=True)
        for status, told in (
            (SupplyStatus.ACCEPTED, Happened()),
            (SupplyStatus.PICKED, Happened()),
            (SupplyStatus.SHIPPED, Happened(carrier="县医药公司送药车")),
            (SupplyStatus.FAILED, Happened(reason="nobody")),
        ):
            self._clinic.supplying.step(asked.id, status, told)
