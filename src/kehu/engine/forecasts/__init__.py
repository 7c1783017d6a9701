"""When customers order again, whether they are still customers, and what they will bring."""
