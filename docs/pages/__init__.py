"""The generated documents, one module each."""
