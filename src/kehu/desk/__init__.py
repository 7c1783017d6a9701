"""The application: rooms over the engine. Upper rooms may import lower ones, never the reverse."""
