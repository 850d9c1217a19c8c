"""Every table of the clinic's database, in one metadata; a table says in ``info`` what the unit of work does with its rows.

``audited``: each insert and update writes an audit row and keeps ``row_hash``; ``synced``: it also writes a change row.
``person``: the column that names the resident a row is about ('' = nobody).
"""

from app.store.tables import (
    access,
    certificates,
    corrections,
    devices,
    dispensing,
    ecg,
    formulary,
    late_calls,
    log,
    outside_medicines,
    paper,
    people,
    prescriptions,
    public_health,
    reviews,
    rule_packs,
    rx_comments,
    rx_templates,
    skin_tests,
    supplies,
    supplying,
    sync,
    visits,
)
from app.store.tables.columns import metadata

__all__ = [
    "access",
    "certificates",
    "corrections",
    "devices",
    "dispensing",
    "ecg",
    "formulary",
    "late_calls",
    "log",
    "metadata",
    "outside_medicines",
    "paper",
    "people",
    "prescriptions",
    "public_health",
    "reviews",
    "rule_packs",
    "rx_comments",
    "rx_templates",
    "skin_tests",
    "supplies",
    "supplying",
    "sync",
    "visits",
]
