"""The nouns that travel between stages; frozen, without input or output."""
