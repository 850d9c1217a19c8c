"""Encrypted SQLite: tables, repositories, unit of work, change log, audit, search."""
