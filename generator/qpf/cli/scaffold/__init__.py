"""New schemas, maps and glue files as text, and the place of a new entry in an existing map."""
