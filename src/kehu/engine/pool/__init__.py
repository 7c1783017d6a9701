"""The public pool's rules: who falls back into it and when, how many one may hold and take."""
