"""Pages: where something is recorded, and the audit trail."""
