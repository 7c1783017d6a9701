"""The track record: forecasts and labels of a past day, judged by what happened after it."""
