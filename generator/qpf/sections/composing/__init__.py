"""Composing an agent from its schema, the map's defaults, its parameters and a strategy."""
