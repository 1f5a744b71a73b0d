"""From what a diagnostic suggests to exact edits of a text."""
