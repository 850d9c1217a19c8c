"""Uploading in words: every sentence is one a village doctor would say, and none promises more than was acknowledged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import SetClock
from app.errors import KnownError
from app.services.fleet import HubChoice, HubClash
from app.services.sync_status import SyncSummary
from app.store.conflicts import Author, ConflictRow
from app.store.sync_state import ParkedRow, SetAsideRow
from ui import tokens as t
from ui.pages.sync.gallery import ASIDE, CHOICE, CLASH, CONFLICT, DONE, LOST, NOW, OFFLINE, PARKED, SETTLED, Desk, HubDesk
from ui.pages.sync.model import SyncModel
from ui.pages.sync.words import SyncWords


class Kept(Desk):
    """Remembers what was asked of it."""

    def __init__(self, summary: SyncSummary) -> None:
        super().__init__(summary, (PARKED,), (CONFLICT,))
        self.asked: list[object] = []
        self.error: KnownError | None = None

    def retry(self, row: ParkedRow) -> None:
        self.asked.append(row)
        if self.error:
            raise self.error

    def settle(self, conflict: int, choice: str) -> None:
        self.asked.append((conflict, choice))

    def take_back(self, conflict: int) -> None:
        self.asked.append(("back", conflict))

    def see(self, row: SetAsideRow) -> None:
        self.asked.append(row)

    def sync_now(self) -> None:
        self.asked.append("now")


@pytest.fixture
def desk() -> Kept:
    return Kept(OFFLINE)


@pytest.fixture
def model(desk: Kept) -> SyncModel:
    made = SyncModel(desk, SetClock(NOW), lambda person: {"p1": "王秀英"}.get(person, ""))
    made.load()
    return made


def test_everything_is_read_at_once(model: SyncModel) -> None:
    state = model.state
    assert (state.summary, state.parked, state.conflicts) == (OFFLINE, (PARKED,), (CONFLICT,)) and len(state.lanes) == 4
    assert (model.name("p1"), model.name("p9"), model.name("")) == ("王秀英", "", "")


def test_what_a_person_decides_reaches_the_service(model: SyncModel, desk: Kept) -> None:
    model.retry(PARKED)
    model.keep_here(CONFLICT)
    model.keep_there(CONFLICT)
    model.take_back(SETTLED)
    model.see(ASIDE[0])
    model.sync_now()
    assert desk.asked == [PARKED, (7, "here"), (7, "there"), ("back", 5), ASIDE[0], "now"]


class KeptHub(HubDesk):
    """Remembers what was decided."""

    def __init__(self) -> None:
        self.settled: list[tuple[HubClash, bool]] = []
        self.taken_back: list[HubChoice] = []

    def settle(self, clash: HubClash, ours: bool) -> None:
        self.settled.append((clash, ours))

    def take_back(self, choice: HubChoice) -> None:
        self.taken_back.append(choice)


def test_what_the_hub_met_is_settled_here_too() -> None:
    hub = KeptHub()
    model = SyncModel(Desk(DONE), SetClock(NOW), lambda person: "", hub)
    model.load()
    assert model.state.hub == (CLASH,)
    model.settle_at_hub(CLASH, ours=False)
    model.take_back(CHOICE)
    assert hub.settled == [(CLASH, False)] and hub.taken_back == [CHOICE] == [model.state.chosen]
    model.clock.set(NOW + timedelta(days=2))  # type: ignore[attr-defined]
    model.load()
    assert model.state.chosen is None, "nobody remembers why it was chosen"
    alone = SyncModel(Desk(DONE), SetClock(NOW), lambda person: "")
    alone.load()
    assert alone.state.hub == ()


def test_a_clash_at_the_hub_waits_for_somebody_but_nothing_of_this_seat_is_undelivered(dressed: object) -> None:
    clash = replace(DONE, hub_conflicts=1)
    assert SyncWords().headline(clash, NOW) == ("1 条需要您处理，其余已全部上传", t.Mark.ATTENTION)
    assert clash.delivered and clash.undelivered == 0


@pytest.mark.parametrize(("at", "shown"), [("2026-03-05T09:02:00.000Z", True), ("2026-03-04T08:00:00.000Z", False)])
def test_only_what_was_chosen_lately_is_offered_to_be_taken_back(at: str, shown: bool) -> None:
    chosen = replace(SETTLED, at=at)
    model = SyncModel(Desk(DONE, settled=chosen), SetClock(NOW), lambda person: "")
    model.load()
    assert model.state.settled == (chosen if shown else None)


def test_what_the_server_lost_is_said_and_is_no_green_light(dressed: object) -> None:
    words = SyncWords()
    assert words.compared(LOST, NOW) == ("服务器上少了 214 条原来已上传的数据，本机都有保存，请告诉管理员", True)
    assert words.headline(LOST, NOW)[1] is t.Mark.ATTENTION and words.pill(LOST, NOW)[1] is t.Mark.ATTENTION
    assert words.compared(DONE, NOW) == ("06:10 与服务器核对过 812 条，全部都在", False)


def test_up_to_when_everything_is_there_although_more_waits(dressed: object) -> None:
    words = SyncWords()
    assert words.up_to(OFFLINE, NOW) == "昨天 16:20 以前的数据已全部上传"
    assert words.up_to(DONE, NOW) == "" and words.up_to(replace(OFFLINE, delivered_up_to=None), NOW) == ""


def test_bytes_and_speed(dressed: object) -> None:
    assert SyncWords().traffic(DONE) == "今天上传 1.2 MB，接收 86 KB · 每秒约 12 KB"
    assert SyncWords().traffic(OFFLINE) == ""


def test_each_side_says_who_when_and_where(dressed: object) -> None:
    words = SyncWords()
    assert words.author(CONFLICT.here, False, NOW) == "王建国 · 08:41 · 柳河村卫生室 A1"
    assert words.author(CONFLICT.there, True, NOW) == "王芳 · 昨天 15:02 · 镇卫生院 B2"
    assert words.author(Author(), True, NOW) == "未写明谁改的 · 时间不明 · 另一处"


@pytest.mark.parametrize(
    ("written", "label", "read"),
    [
        ('"李思"', "Patient.name.text", "李思"),
        ('[{"system":"phone","value":"139"},{"value":"138"}]', "Patient.telecom", "139 138"),
        ("", "Patient.name", "—"),
        ('[{"text":"第三', "Patient.address", '[{"text":"第三'),
        ("p1", "reading_key", "王秀英"),
    ],
)
def test_a_value_is_shown_as_one_reads_it(written: str, label: str, read: str) -> None:
    assert SyncWords().value(written, lambda person: {"p1": "王秀英"}.get(person, ""), label) == read


def test_a_field_is_called_by_the_innermost_part_that_has_a_name(dressed: object) -> None:
    words = SyncWords()
    told = {path: words.field(path) for path in ("Patient.name.text", "reading_key", "lines", "Patient.photo.data")}
    assert told == {"Patient.name.text": "姓名", "reading_key": "这次测量是谁的", "lines": "已签名的处方", "Patient.photo.data": "其他内容"}


def test_a_refusal_is_told_and_the_lists_stay(model: SyncModel, desk: Kept) -> None:
    desk.error = KnownError("not_allowed", permission="sync.settle")
    model.retry(PARKED)
    assert model.error is desk.error and model.state.parked == (PARKED,)


def test_news_change_the_sentence_at_once(model: SyncModel) -> None:
    seen: list[SyncSummary] = []
    model.attach(lambda: seen.append(model.state.summary), lambda work, done, failed: None)
    model.heard(DONE)
    assert seen == [DONE] and model.state.parked == (PARKED,)


WAITING = replace(OFFLINE, parked=0, conflicts=0)


@pytest.mark.parametrize(
    ("summary", "said", "mark"),
    [
        (OFFLINE, "12 条待上传，最早 昨天 16:20；2 条需要您处理", t.Mark.ATTENTION),
        (WAITING, "12 条待上传，最早 昨天 16:20", t.Mark.WAITING),
        (DONE, "17:18 以前的数据已全部上传", t.Mark.OK),
        (replace(DONE, parked=2), "2 条需要您处理，其余已全部上传", t.Mark.ATTENTION),
        (replace(DONE, last_ok_at=None), "还没有上传过", t.Mark.WAITING),
        (SyncSummary(), "还没有设置上传，数据都保存在本机", t.Mark.WAITING),
    ],
)
def test_the_sentence_on_top(dressed: object, summary: SyncSummary, said: str, mark: t.Mark) -> None:
    assert SyncWords().headline(summary, NOW) == (said, mark)


@pytest.mark.parametrize(
    ("summary", "said", "mark"),
    [
        (OFFLINE, "离线 · 待上传 12 · 上次 08:41 · 需处理 2", t.Mark.ATTENTION),
        (DONE, "在线 · 已全部上传 · 上次 17:18", t.Mark.OK),
        (replace(DONE, pending=3), "在线 · 待上传 3 · 上次 17:18", t.Mark.WAITING),
        (SyncSummary(), "未设置上传", t.Mark.NONE),
    ],
)
def test_the_pill_of_the_status_bar(dressed: object, summary: SyncSummary, said: str, mark: t.Mark) -> None:
    assert SyncWords().pill(summary, NOW) == (said, mark)


def test_switching_off_never_depends_on_the_network(dressed: object) -> None:
    words = SyncWords()
    assert words.shutdown(WAITING) == "数据已保存，可以关机（未上传 12 条，下次开机继续）"
    assert words.shutdown(OFFLINE) == "数据已保存，可以关机（未上传 14 条，下次开机继续）", (
        "with what was refused and what nobody has decided"
    )
    assert words.shutdown(DONE) == "数据已保存，可以关机"


def test_no_word_that_only_a_programmer_says(dressed: object) -> None:
    """safety.md §8.6 and H37: uploaded is not read by somebody."""
    words = SyncWords()
    row = ConflictRow(1, "hub", "Patient", "p", "", ({"label": "Patient.telecom"},), "")
    said = " ".join(
        [
            *(words.headline(one, NOW)[0] for one in (OFFLINE, DONE, SyncSummary())),
            str(words.trouble(OFFLINE)),
            words.why(PARKED),
            *(words.kind(kind) for kind in ("Patient", "Observation", "Provenance", "Bundle")),
            words.field(row.fields[0]["label"]),
        ]
    )
    assert not [word for word in ("同步", "冲突", "资源", "队列", "超时", "异常码", "送达", "FHIR", "Patient") if word in said]
