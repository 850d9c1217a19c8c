"""Writes the schema of app.store.tables as SQL for the first migration, or the difference for a later one to be completed by hand.

.venv/bin/python packaging/make_migration.py first        rewrites migrations/versions/m0001.sql (before the first release only)
.venv/bin/python packaging/make_migration.py difference   prints the operations of the next migration
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TRIGGERS = """
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;

CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;

CREATE TRIGGER signed_is_final BEFORE UPDATE OF document, hash, prev_hash, signature, number, signed_at ON prescription
WHEN OLD.document IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a signed prescription is never changed'); END;

CREATE TRIGGER verdict_is_final BEFORE UPDATE ON review_step BEGIN SELECT RAISE(ABORT, 'a signed verdict is never changed'); END;

CREATE TRIGGER lot_is_final BEFORE UPDATE ON rx_sample BEGIN SELECT RAISE(ABORT, 'a lot is drawn once'); END;

CREATE TRIGGER comment_is_final BEFORE UPDATE ON rx_comment BEGIN SELECT RAISE(ABORT, 'what was found in a sheet is never changed'); END;

CREATE TRIGGER answer_is_final BEFORE UPDATE ON rx_comment_answer
BEGIN SELECT RAISE(ABORT, 'what was answered to a finding is never changed'); END;

CREATE TRIGGER settlement_is_final BEFORE UPDATE ON settlement
BEGIN SELECT RAISE(ABORT, 'a settlement is taken back by another record, never changed'); END;

CREATE TRIGGER ledger_is_kept BEFORE DELETE ON stock_move BEGIN SELECT RAISE(ABORT, 'rows of the ledger are never deleted'); END;

CREATE TRIGGER ledger_is_final BEFORE UPDATE ON stock_move BEGIN SELECT RAISE(ABORT, 'rows of the ledger are never changed'); END;

CREATE TRIGGER last_supply_of_a_line AFTER INSERT ON prescription_line WHEN NEW.as_needed = '' BEGIN
INSERT INTO last_supply (person, drug, name, days, prescription, number, signed_at, before_at, long_at, runs_out)
SELECT NEW.person, NEW.drug, NEW.name, NEW.days, id, number, signed_at, '', CASE WHEN long_term THEN signed_at ELSE '' END,
    julianday(signed_at) + NEW.days
FROM prescription WHERE id = NEW.prescription AND signed_at IS NOT NULL AND state IN ('signed', 'released', 'approved')
ON CONFLICT (person, drug) DO UPDATE SET before_at = max(before_at, min(signed_at, excluded.signed_at)),
    long_at = max(long_at, excluded.long_at), signed_at = max(signed_at, excluded.signed_at),
    name = iif(excluded.signed_at < signed_at, name, excluded.name), days = iif(excluded.signed_at < signed_at, days, excluded.days),
    prescription = iif(excluded.signed_at < signed_at, prescription, excluded.prescription),
    number = iif(excluded.signed_at < signed_at, number, excluded.number),
    runs_out = iif(excluded.signed_at < signed_at, runs_out, excluded.runs_out);
END;

CREATE TRIGGER last_supply_of_a_sheet AFTER UPDATE OF state ON prescription
WHEN (OLD.state IN ('signed', 'released', 'approved')) <> (NEW.state IN ('signed', 'released', 'approved')) BEGIN
DELETE FROM last_supply WHERE person = NEW.person AND drug IN (SELECT drug FROM prescription_line WHERE prescription = NEW.id);
INSERT INTO last_supply (person, drug, name, days, prescription, number, signed_at, before_at, long_at, runs_out)
SELECT person, drug, name, days, id, number, signed_at, before_at, long_at, julianday(signed_at) + days FROM (
    SELECT line.person, line.drug, line.name, line.days, sheet.id, sheet.number, sheet.signed_at,
        coalesce(lead(sheet.signed_at) OVER newest, '') AS before_at,
        coalesce(max(iif(sheet.long_term, sheet.signed_at, '')) OVER (PARTITION BY line.drug), '') AS long_at,
        row_number() OVER newest AS place
    FROM prescription AS sheet JOIN prescription_line AS line ON line.prescription = sheet.id
    WHERE sheet.person = NEW.person AND sheet.signed_at IS NOT NULL AND +sheet.state IN ('signed', 'released', 'approved')
        AND line.as_needed = '' AND line.drug IN (SELECT drug FROM prescription_line WHERE prescription = NEW.id)
    WINDOW newest AS (PARTITION BY line.drug ORDER BY sheet.signed_at DESC)
) WHERE place = 1;
END;

CREATE TRIGGER tally_of_a_sheet AFTER INSERT ON prescription
WHEN NEW.document IS NOT NULL AND NEW.signed_at IS NOT NULL AND NEW.prescriber IS NOT NULL BEGIN
INSERT INTO sheet_tally (signed_at, prescription, prescriber, state, lines, drugs, overrides)
SELECT NEW.signed_at, NEW.id, NEW.prescriber, NEW.state, count(*), json_group_array(drug), (
    SELECT json_group_array(json_extract(value, '$.code') || ' ' || json_extract(value, '$.reason_code')) FROM json_each(NEW.overrides)
) FROM prescription_line WHERE prescription = NEW.id;
END;

CREATE TRIGGER tally_of_a_late_document AFTER UPDATE OF document ON prescription
WHEN OLD.document IS NULL AND NEW.document IS NOT NULL AND NEW.signed_at IS NOT NULL AND NEW.prescriber IS NOT NULL BEGIN
INSERT INTO sheet_tally (signed_at, prescription, prescriber, state, lines, drugs, overrides)
SELECT NEW.signed_at, NEW.id, NEW.prescriber, NEW.state, count(*), json_group_array(drug), (
    SELECT json_group_array(json_extract(value, '$.code') || ' ' || json_extract(value, '$.reason_code')) FROM json_each(NEW.overrides)
) FROM prescription_line WHERE prescription = NEW.id;
END;

CREATE TRIGGER tally_of_a_line AFTER INSERT ON prescription_line BEGIN
UPDATE sheet_tally SET lines = lines + 1, drugs = json_insert(drugs, '$[#]', NEW.drug)
WHERE signed_at = (SELECT signed_at FROM prescription WHERE id = NEW.prescription) AND prescription = NEW.prescription;
END;

CREATE TRIGGER tally_of_a_state AFTER UPDATE OF state ON prescription WHEN OLD.state <> NEW.state BEGIN
UPDATE sheet_tally SET state = NEW.state WHERE signed_at = NEW.signed_at AND prescription = NEW.id;
END;

CREATE TRIGGER tally_of_a_verdict AFTER INSERT ON review_step WHEN NEW.act IN ('approved', 'returned', 'proposed', 'refused') BEGIN
UPDATE sheet_tally SET doubted = doubted OR NEW.act IN ('returned', 'proposed'), refused = refused OR NEW.act = 'refused',
    minutes = min(ifnull(minutes, 1e12), max(0, (julianday(NEW.at) - julianday(signed_at)) * 1440))
WHERE signed_at = (SELECT signed_at FROM prescription WHERE id = NEW.prescription AND hash = NEW.sheet_hash)
    AND prescription = NEW.prescription AND prescriber <> NEW.practitioner;
END;

CREATE TRIGGER tally_of_an_answer AFTER INSERT ON review_step WHEN NEW.act = 'accepted' BEGIN
UPDATE sheet_tally SET answered = 1
WHERE signed_at = (SELECT signed_at FROM prescription WHERE id = NEW.prescription) AND prescription = NEW.prescription;
END;
"""


def schema() -> str:
    """Every table and index as SQLite's DDL, in an order that satisfies references."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    from app.store.tables import metadata

    dialect = sqlite.dialect()  # type: ignore[no-untyped-call]
    parts = []
    for table in metadata.sorted_tables:
        parts.append(str(CreateTable(table).compile(dialect=dialect)).strip() + ";")
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        parts += [str(CreateIndex(index).compile(dialect=dialect)).strip() + ";" for index in indexes]
    tidy = "\n\n".join(parts).replace("\t", "    ")
    return "\n".join(line.rstrip() for line in tidy.splitlines()) + "\n" + TRIGGERS


def difference() -> str:
    """What the tables have and the migrations do not make, as Alembic operations."""
    from alembic.autogenerate import produce_migrations, render_python_code
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    from app.store.migrate import HEAD
    from app.store.tables import metadata
    from migrations.run import upgrade

    engine = create_engine("sqlite://", poolclass=StaticPool)
    raw = engine.raw_connection().driver_connection
    upgrade(raw, HEAD)
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"render_as_batch": True})
        found = produce_migrations(context, metadata).upgrade_ops
    assert found is not None
    return "" if found.is_empty() else render_python_code(found, render_as_batch=True)


def main(wish: str) -> None:
    """Do what was asked."""
    if wish == "difference":
        print(difference() or "nothing")
        return
    target = ROOT / "migrations" / "versions" / "m0001.sql"
    target.write_text(schema(), encoding="utf-8")
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1])
