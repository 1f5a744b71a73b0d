"""Reversible effects: a layer of packets declares what it writes, and how to undo it follows."""
