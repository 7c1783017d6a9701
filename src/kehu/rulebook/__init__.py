"""The default rulebook: rules, markets, words. Data, Chinese and English side by side."""
