"""Emitted tests below `expected/` are texts to compare, not tests to run here."""

collect_ignore_glob = ["*/expected*"]
