"""Pages of who customers are like, and what to offer them."""
