"""One folder a schema section: its typed spec, its rules and its view."""
