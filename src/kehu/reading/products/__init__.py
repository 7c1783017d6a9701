"""What a mail names, matched to the catalogue: by model number, by words, by meaning."""
