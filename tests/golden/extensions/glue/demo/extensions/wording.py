"""Words of the house."""


def polite(text: str) -> str:
    """Return the text with a kind word before it."""
    return f"dear {text}"
