"""Made-up calls of the gallery: two for values that were taken back, one for an allergy that came after signing."""

from __future__ import annotations

from app.domain.measurement import Measurement
from app.rules.findings import Finding, Severity
from app.services.corrections import Call
from app.services.late_facts import Late
from app.services.worklist import WorkItem, WorkKind

CAME_BACK = (
    WorkItem(WorkKind.FAILED, "a", "王秀英", "13800000001", "家中无人"),
    WorkItem(WorkKind.RETURNED, "s", "李桂芳", "13900000002"),
    WorkItem(WorkKind.RETURNED, "u", "周德海"),
    WorkItem(WorkKind.SHELF, "d", "苯磺酸氨氯地平片"),
    WorkItem(WorkKind.COMMENT, "c"),
)
"""A delivery that failed, two sheets sent back, a shelf to look into, a comment to answer."""


class LateCalls:
    """Calls that late facts made necessary."""

    def __init__(self) -> None:
        self.to_call: list[Late] = []
        self.came_back: list[WorkItem] = []

    def waiting(self) -> list[WorkItem]:
        """What is settled on other pages."""
        return self.came_back

    def calls(self) -> list[Late]:
        """Those of the list."""
        return self.to_call

    def called(self, key: str, outcome: str, note: str = "") -> None:
        """Off the list."""
        self.to_call = [one for one in self.to_call if one.id != key]


def taken_back(wrong: Measurement, made: str, tried: str, made_later: str) -> tuple[Call, ...]:
    """A pressure of another person, tried once, and an ECG."""
    phones = (("14000000001", "本人"), ("14000000002", "儿子"))
    return (
        Call("k1", "p1", "王秀英", phones, "rx1", "410205-A1-20260305-0003", 2, wrong, "wrong_person", made, f"{tried} 没人接"),
        Call("k2", "p9", "周德海", (), "rx2", "410205-A1-20260305-0005", 0, None, "电极贴到别人身上了", made_later),
    )


def late_allergy(made: str) -> Late:
    """Allopurinol is being taken, the allergy to it was told afterwards."""
    facts = {"drug": "别嘌醇片", "allergy": "别嘌醇"}
    objection = Finding("RX-SAF-06", Severity.BLOCK, "RX-SAF-06", "说明书【禁忌】", (), ("allopurinol-tab",), facts)
    number = "410205-A1-20260305-0007"
    return Late(
        "k3", "p4", "张桂英", (("14000000004", "本人"),), "rx3", number, 1, "王建国", "allergy", objection, ("别嘌醇片",), made
    )  # fmt: skip
