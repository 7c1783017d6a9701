"""What a mail says of a trade: numbers, quantities, places, terms, certificates, prices."""
