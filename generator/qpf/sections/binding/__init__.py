"""Binding names across agents: edges, wirings, links, anchors, modules, operations."""
