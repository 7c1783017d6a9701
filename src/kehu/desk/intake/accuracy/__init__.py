"""How right the records are: samples, drawn and checked by people, and what they say of all."""
