"""What every room stands on: exact money, the audit trail, health, the frame of a page."""
