"""Functions that layers may use: pure, total, and the same on every machine."""
