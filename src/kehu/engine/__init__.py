"""Tables in, tables out: the ledger's facts become measures, standings and labels."""
