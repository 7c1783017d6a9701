"""What happened: customers and every fact about them, recorded by verbs."""
