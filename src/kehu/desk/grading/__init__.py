"""Labels, live: from the ledger's rows to a reasoned label in every dimension, and its history."""
