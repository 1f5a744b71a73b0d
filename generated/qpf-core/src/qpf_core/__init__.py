"""Runtime core of the emitted packages: packets, buses, memory, governance, services, catalogue."""
