"""Kehu 客户: tells an exporter who each customer is, why, and what to do next."""

__version__ = "0.1.0"
