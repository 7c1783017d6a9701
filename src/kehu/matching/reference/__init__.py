"""Tables that somebody brings about places, companies or domains, joined to customers."""
