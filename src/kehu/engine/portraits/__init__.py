"""Who customers are like: tags, what a group has in common, look-alikes, what goes together."""
