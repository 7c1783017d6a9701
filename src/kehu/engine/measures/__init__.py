"""What is known of one customer: each file folds one family of facts to one row a customer."""

from kehu.engine.measures.all import (
    MEASURES,
    Measures,
    measure_again,
    measure_customers,
    reading,
)

__all__ = ["MEASURES", "Measures", "measure_again", "measure_customers", "reading"]
