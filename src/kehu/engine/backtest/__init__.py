"""How good forecasts and labels of a past day were, by what happened after it."""
