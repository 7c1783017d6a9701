"""Who is like whom: mixed data of customers, compared with the reasons (T3)."""
