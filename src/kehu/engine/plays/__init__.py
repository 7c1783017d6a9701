"""What to do next with a customer: the playbook, proved against a rulebook, and who matches it."""
