"""The list of customers: what was asked, who answers to it, and how it is shown."""
