"""Who writes: name, company, country, website, phones and address, from signature and text."""
