"""Is the writer who the mail says: signals, each with the words it rests on, and what they mean."""
