"""What to offer a customer: from baskets and look-alikes, less what was refused, at what price."""
