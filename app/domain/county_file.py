"""A file that the county signed for its institutions: the insurance list, or the issuers whose certificates count. It travels as it was signed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CountyKind(StrEnum):
    """What a file holds."""

    INSURANCE = "insurance"  # 医保限定支付目录
    ISSUERS = "issuers"  # 证书颁发机构和吊销名单


@dataclass(frozen=True, slots=True)
class CountyFile:
    """``id`` follows from what was signed: taken in at two seats it is one. ``text``: the whole file with its signatures.

    ``number``, ``issued`` (ISO day): as the file says. Whose signatures they are is looked at by every seat for itself, whenever it follows.
    """

    id: str
    kind: CountyKind
    number: str
    issued: str
    text: str
