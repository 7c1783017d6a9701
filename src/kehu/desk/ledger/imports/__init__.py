"""Ledger tables that somebody uploaded: kept, checked, loaded whole or not at all."""
