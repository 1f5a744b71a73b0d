"""Arguments to requests, and results to text; the only code that prints or exits."""
