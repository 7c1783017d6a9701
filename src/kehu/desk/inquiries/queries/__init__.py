"""What pages and programs read of the room."""
