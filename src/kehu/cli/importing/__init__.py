"""`kehu import`: sheets of any kind to a ledger folder or to the application."""
