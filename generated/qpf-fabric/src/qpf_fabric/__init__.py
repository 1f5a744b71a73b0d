"""What emitted packet fabrics stand on, namely reversible layers, stores and stream workers."""
