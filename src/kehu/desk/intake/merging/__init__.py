"""Two customers made one, and one made two again."""
