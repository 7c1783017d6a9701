"""Pages of people: the door, oneself, and what administrators look after."""
