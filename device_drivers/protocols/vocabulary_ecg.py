"""JSON answers for ECG files and patches other than those of vocabulary_vendor."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols import contec_ecg90a
from device_drivers.protocols.vocabulary import Answer


def _ecg90a(data: bytes) -> Answer:
    head, rows = contec_ecg90a.decode_prefix(data)
    return {
        "case_id": head.case_id,
        "timestamp": head.time,
        "sex": head.sex,
        "age_years": head.age_years,
        "rows_raw": [list(row) for row in rows],
    }


MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {
    ("contec-ecg90a", "file-prefix"): _ecg90a,
}
