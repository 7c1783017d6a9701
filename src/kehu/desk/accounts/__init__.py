"""Who works here and what each may do: people, teams, roles, tokens."""
