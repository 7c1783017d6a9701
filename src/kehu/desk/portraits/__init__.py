"""Who customers are like: their tags, what groups have in common, look-alikes, what to offer."""
