"""Remembers: every record, every delivery owed, every line of the audit trail."""
