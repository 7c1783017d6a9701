"""Pages of the sample desk."""
