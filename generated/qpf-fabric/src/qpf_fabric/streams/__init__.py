"""Workers over topics: batches, retries, dead letters, effects that count once."""
