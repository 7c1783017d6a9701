"""One field of a record, as written by people, to the form it should have."""
