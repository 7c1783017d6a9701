"""The public pool: who falls into it and when, who takes customers out of it, and how many."""
