"""Benchmarks: figures measured on this machine as ratios in one run, apart from the tests."""
