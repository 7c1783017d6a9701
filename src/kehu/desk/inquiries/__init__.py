"""Mail from buyers: read, judged, put in an order, answered."""
