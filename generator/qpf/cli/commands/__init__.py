"""One module a command: its arguments, and what it does with the answer of the pipeline."""
