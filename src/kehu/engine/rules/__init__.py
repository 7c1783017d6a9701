"""The rulebook: loaded, proved, compiled; labels explained and compared."""
