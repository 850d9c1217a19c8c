"""健康教育活动: one activity as it was held, written once; a mistake is mended by another record that replaces it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class EducationKind(StrEnum):
    """活动形式, as the service standard counts them."""

    LECTURE = "lecture"  # 健康知识讲座
    CONSULTATION = "consultation"  # 公众健康咨询
    BOARD = "board"  # 宣传栏更换
    MATERIAL = "material"  # 印刷资料发放
    AUDIO_VISUAL = "audio_visual"  # 音像资料播放


@dataclass(frozen=True, slots=True)
class HealthEducation:
    """One activity of an institution. ``held_on``: ISO day; ``people``: how many were reached, 0 for a board.

    ``audience``: who they were (接受健康教育人员类别); ``materials``: kinds and numbers handed out; ``filed``: what is kept with the sheet
    (codes of health_education.toml); ``keeper``: who answers for the sheet (负责人). ``replaces``: id of the record it corrects, ''.
    """

    id: str
    organization: str
    held_on: str
    place: str
    kind: EducationKind
    topic: str
    organiser: str
    speaker: str
    audience: str
    people: int
    materials: str
    summary: str
    assessment: str
    filed: tuple[str, ...]
    keeper: str
    by: str
    at: str
    replaces: str = ""


def standing(found: Iterable[HealthEducation]) -> list[HealthEducation]:
    """Those that none replaces, in the order given."""
    every = list(found)
    gone = {one.replaces for one in every}
    return [one for one in every if one.id not in gone]
