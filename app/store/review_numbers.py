"""Counts a month's sheets, verdicts and overrides where they lie; nothing is kept beside the records that were counted."""

from __future__ import annotations

from sqlalchemy import Connection, text

from app.domain.review_report import Overridden, RoundTrip

# A verdict counts as in app.domain.review: about this very document, and not by whoever prescribed it. The doctor '' stands for all.
_ROUND_TRIPS = text("""
WITH sheet AS (
    SELECT id, prescriber, hash, signed_at FROM prescription
    WHERE signed_at >= :begin AND signed_at < :end AND document IS NOT NULL AND prescriber IS NOT NULL
), verdict AS (
    SELECT sheet.id, step.act, max(0, (julianday(step.at) - julianday(sheet.signed_at)) * 1440) AS minutes
    FROM sheet JOIN review_step AS step
    ON step.prescription = sheet.id AND step.sheet_hash = sheet.hash AND step.practitioner <> sheet.prescriber
    WHERE step.act IN ('approved', 'returned', 'proposed', 'refused')
), judged AS (
    SELECT id, max(act IN ('returned', 'proposed')) AS doubted, max(act = 'refused') AS refused, min(minutes) AS minutes
    FROM verdict GROUP BY id
), whole AS (
    SELECT sheet.prescriber, judged.id IS NOT NULL AS reviewed, judged.doubted, judged.refused, judged.minutes,
        EXISTS (
            SELECT 1 FROM review_step AS answer WHERE answer.prescription = sheet.id AND answer.act = 'accepted' AND judged.doubted
        ) AS corrected
    FROM sheet LEFT JOIN judged ON judged.id = sheet.id
), doctor AS (
    SELECT prescriber AS who, * FROM whole UNION ALL SELECT '' AS who, * FROM whole
), ranked AS (
    SELECT who, minutes, row_number() OVER (PARTITION BY who ORDER BY minutes) AS place, count(*) OVER (PARTITION BY who) AS total
    FROM doctor WHERE minutes IS NOT NULL
), middle AS (
    SELECT who, avg(minutes) AS minutes FROM ranked WHERE 2 * place BETWEEN total AND total + 2 GROUP BY who
)
SELECT doctor.who, coalesce(practitioner.name, '') AS name, count(*) AS signed, sum(reviewed) AS reviewed,
    sum(coalesce(doubted, 0)) AS doubted, sum(corrected) AS corrected, sum(coalesce(refused, 0)) AS refused, middle.minutes
FROM doctor LEFT JOIN practitioner ON practitioner.id = doctor.who LEFT JOIN middle ON middle.who = doctor.who
GROUP BY doctor.who ORDER BY doctor.who <> '', signed DESC, name
""")

_OVERRIDDEN = text("""
SELECT sheet.prescriber, coalesce(practitioner.name, '') AS name,
    json_extract(given.value, '$.code') AS code, json_extract(given.value, '$.reason_code') AS reason, count(*) AS count
FROM prescription AS sheet JOIN json_each(sheet.overrides) AS given LEFT JOIN practitioner ON practitioner.id = sheet.prescriber
WHERE sheet.signed_at >= :begin AND sheet.signed_at < :end AND sheet.document IS NOT NULL AND sheet.prescriber IS NOT NULL
GROUP BY sheet.prescriber, code, reason ORDER BY count DESC, name, code, reason
""")


def round_trips(conn: Connection, begin: str, end: str) -> list[RoundTrip]:
    """Sheets signed from ``begin`` until before ``end`` (instants), by doctor: all together, then whoever signed most. Empty: none."""
    return [RoundTrip(*row) for row in conn.execute(_ROUND_TRIPS, {"begin": begin, "end": end})]


def overridden(conn: Connection, begin: str, end: str) -> list[Overridden]:
    """What was prescribed in spite of a rule on the sheets of that time, the most frequent first."""
    return [Overridden(*row) for row in conn.execute(_OVERRIDDEN, {"begin": begin, "end": end})]
