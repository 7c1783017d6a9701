"""What people type: about what happened with a customer, and to look through the audit trail."""
