"""Whom to contact today, how and why: what comes up, ranked, until it is done or skipped."""
