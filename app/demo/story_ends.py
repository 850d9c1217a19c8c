"""What must be true when a story has ended: nothing altered, everything signed, everything received, the hub holding what was told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.demo.story_record import Record
from app.demo.two_seats import Seat
from app.services.keeping import verify
from app.services.review_step import flaws_of_step
from app.services.signature import flaws_of
from app.store import prescriptions, reviews
from app.upstream import UPSTREAM
from sync.credentials import link_of


def all_genuine(record: Record, seats: Sequence[Seat], sheets: Sequence[str]) -> None:
    """Hash, signature and chain of every sheet and verdict, and every row of the trail, at both places; the same bytes at both."""
    hashes = []
    for seat in seats:
        store = seat.clinic.desk.store
        held = [store.read(lambda conn, key=key: prescriptions.get(conn, key)) for key in sheets]  # type: ignore[misc]
        steps = [step for some in store.read(lambda conn: reviews.of_sheets(conn, sheets)).values() for step in some]
        record.agree(f"{seat.word}: sheets", [()] * len(sheets), [("missing",) if one is None else flaws_of(one) for one in held])
        record.agree(f"{seat.word}: verdicts", [], [flaw for step in steps for flaw in flaws_of_step(step)])
        record.agree(f"{seat.word}: records and trail", [], list(verify(seat.clinic.desk)))
        hashes.append(([one.hash for one in held if one], sorted(step.hash for step in steps)))
        record.proven(f"{seat.word}：{len(sheets)} 张处方、{len(steps)} 条审核记录的签名和校验码核对无误，审计链和全部记录核对无误")
    record.agree("hashes at both places", hashes[0], hashes[1])
    record.proven(f"两处保存的处方逐字节相同，校验码 {'、'.join((one or '')[:12] for one in hashes[0][0])}")


def arrived(record: Record, seat: Seat, sheets: Iterable[str]) -> None:
    """The hub's receipt for each sheet's own resource: taken, in its newest version, not refused."""
    for sheet in sheets:
        found = seat.clinic.sync.receipts("prescription", sheet)
        record.agree(f"receipts of {sheet[-8:]}", [(False, "", True)], [(one.waiting, one.refused, one.at is not None) for one in found])
        one = found[0]
        record.proven(f"上传回执：处方 {sheet[-8:]} 第 {one.version} 版，{one.at}，内容校验码 {one.hash[:12]}")


def held_by_the_hub(record: Record, seat: Seat, told: Mapping[str, str]) -> None:
    """What the hub answers to this seat, signed in as it is every day. ``told``: reference → status."""
    clinic = seat.clinic
    link = clinic.desk.store.read(lambda conn: link_of(conn, UPSTREAM, clinic.desk.clock))
    try:
        found = {ref: json.loads(link.get(ref).body).get("status") for ref in told}
    finally:
        link.close()
    record.agree("at the hub", dict(told), found)
    counted = Counter((ref.partition("/")[0], status) for ref, status in told.items())
    record.proven("汇聚点（FHIR）：" + "，".join(f"{kind} {status} {n} 条" for (kind, status), n in counted.items()))
