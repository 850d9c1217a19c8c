"""The monthly review goes back to whoever prescribed, and the one answer to it to the pharmacist, between two institutions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.clock import SetClock, instant
from app.domain.prescription import Prescription
from app.domain.prescription import PrescriptionState as State
from app.domain.rx_comment import AnswerAct, CommentClass
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.comment_document import flaws_of_answer, flaws_of_comment
from app.services.comments_back import CommentsBack
from app.services.prescribing import Prescribing
from app.services.reviewing import Reviewing
from app.services.rx_comment import RxComments
from app.store import audit, people, rx_comments
from sync.clinic import ClinicReplica
from sync.engine import run_once
from tests.app.conftest import person
from tests.app.services.rx_clinic import AMLODIPINE, sheet, visit_of
from tests.app.services.rx_reviewers import hire, seated
from tests.sync.conftest import Peer
from tests.sync.seats import UP
from tests.sync.stations import COUNTY, VILLAGE, Station, station
from tests.sync.test_review_round_trip import (
    county,
    hub,
    on_the_wire,
    pharmacists,
    resident,
    rx,
    signed,
    village,
)

__all__ = ["county", "hub", "pharmacists", "resident", "rx", "signed", "village"]

MARCH, APRIL = date(2026, 3, 1), "2026-04-02T01:00:00.000Z"


def reviewed_in_march(village: Station, county: Station, signed: Prescription, clock: SetClock) -> RxComments:
    """The county's pharmacist approved the sheet, so the request is done and opens nothing any more; it is April."""
    village.sync()
    county.sync()
    assert Reviewing(county.desk).approve(signed.id, signed.hash or "") is State.APPROVED
    for place in (county, village, county):
        place.sync()
    clock.set(instant(APRIL))
    comments = RxComments(county.desk, dict)
    assert comments.draw(MARCH).sheets == (signed.id,)
    return comments


@pytest.mark.usefixtures("pharmacists")
def test_there_and_back(village: Station, county: Station, signed: Prescription, clock: SetClock) -> None:
    comments, back = reviewed_in_march(village, county, signed, clock), CommentsBack(village.desk)
    comments.comment(MARCH, signed.id, ["2-5"], "剂量偏大")
    assert back.mine() == ()
    county.sync()
    village.sync()
    (mine,) = back.mine()
    assert (mine.found, mine.waits, mine.codes) == (CommentClass.UNFIT, True, (("2-5", "用法用量不适宜"),))
    assert (mine.month, mine.population, mine.size, mine.pharmacist, mine.place) == (MARCH, 1, 1, "李药师", "县人民医院")
    assert back.waiting() == [(mine.comment.id, mine.comment.at)]
    assert mine.resident.startswith("王秀英") and mine.number == signed.number and not flaws_of_comment(mine.comment)

    with pytest.raises(KnownError, match="reason_needed"):
        back.answer(mine.comment.id, AnswerAct.EXPLAINED, " ")
    back.answer(mine.comment.id, AnswerAct.EXPLAINED, "家庭自测血压仍高")
    with pytest.raises(KnownError, match="comment_answered"):
        back.answer(mine.comment.id, AnswerAct.ACCEPTED)
    village.sync()
    county.sync()
    (drawn,) = comments.of_month(MARCH).sheets
    assert drawn.answer is not None and (drawn.answer.act, drawn.answer.note) == (AnswerAct.EXPLAINED, "家庭自测血压仍高")
    assert not flaws_of_answer(drawn.answer)
    for place in (village, county):
        assert place.desk.store.read(lambda conn: list(audit.verify(conn))) == []
        place.sync()
    assert not back.mine()[0].waits and back.waiting() == []

    said, told = on_the_wire(county, f"Provenance/{mine.comment.id}", f"Task/{drawn.answer.id}")
    assert said["target"] == [{"reference": f"MedicationRequest/{signed.lines[0].id}"}] and said["reason"][0]["text"] == "剂量偏大"
    assert (told["status"], told["focus"]["reference"]) == ("completed", f"Provenance/{mine.comment.id}")
    assert county.link.get(f"Patient/{signed.person}").status == 403, "an answer opens no record"
    assert flaws_of_comment(replace(mine.comment, codes=())) == ("content",)
    assert flaws_of_comment(replace(mine.comment, document=mine.comment.document + b" ")) == ("format",)
    assert flaws_of_answer(replace(drawn.answer, signature="00" * 64)) == ("signature",)


@pytest.mark.usefixtures("pharmacists")
def test_thought_again_before_and_after_the_answer(village: Station, county: Station, signed: Prescription, clock: SetClock) -> None:
    """The last comment about a sheet counts; what was answered to the one before stays with that."""
    comments, back = reviewed_in_march(village, county, signed, clock), CommentsBack(village.desk)
    comments.comment(MARCH, signed.id, ["3-1"])
    clock.forward(60)
    comments.comment(MARCH, signed.id, ["2-5"])
    county.sync()
    village.sync()
    (mine,) = back.mine()
    assert mine.found is CommentClass.UNFIT and back.waiting() == [(mine.comment.id, mine.comment.at)]
    back.answer(mine.comment.id, AnswerAct.ACCEPTED)
    clock.forward(60)
    comments.comment(MARCH, signed.id, [])
    for place in (village, county, village):
        place.sync()
    (mine,) = back.mine()
    assert (mine.found, mine.answer, mine.waits) == (CommentClass.REASONABLE, None, False) and back.waiting() == []
    assert len(village.desk.store.read(rx_comments.every)[0]) == 3

    with seated(village.desk, hire(village.desk, "赵志强", "009", "doctor")):
        assert back.mine() == (), "nobody reads a colleague's"
        with pytest.raises(KnownError, match="comment_unknown"):
            back.answer(mine.comment.id, AnswerAct.ACCEPTED)


@pytest.mark.fhir_peer
def test_the_same_way_over_the_independent_server(tmp_path: Path, peer: Peer, clock: SetClock, pack: Pack) -> None:
    two: Callable[[str, str, str], Station] = lambda name, code, seat: station(tmp_path / name, code, name, seat, clock, peer.link)  # noqa: E731
    village, county = two("柳树村卫生室", VILLAGE, "A1"), two("县人民医院", COUNTY, "B1")
    one, desk = person(), village.desk
    desk.store.write(lambda uow: people.add(uow, one), desk.actor).result()
    sheet_ = Prescribing(desk, pack, ReviewMode.BEFORE, COUNTY).sign(sheet(one.id, visit_of(desk, one.id).id, AMLODIPINE))
    county.desk.session.set(hire(county.desk, "李药师", "101"))
    comments = reviewed_in_march(village, county, sheet_, clock)
    made = comments.comment(MARCH, sheet_.id, ["2-5"])
    county.sync()
    village.sync()
    CommentsBack(desk).answer(made.id, AnswerAct.EXPLAINED, "家庭自测血压仍高")
    village.sync()
    county.sync()
    answer = comments.of_month(MARCH).sheets[0].answer
    assert answer is not None and not flaws_of_answer(answer)
    for place in (village, county):
        report = run_once(ClinicReplica(place.desk.store), UP, place.link, clock)
        assert (report.error, report.parked, report.conflicts) == (None, 0, 0)
        place.close()
