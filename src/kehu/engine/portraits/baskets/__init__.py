"""What is bought together: frequent sets of products, rules, and what to recommend (F4)."""
