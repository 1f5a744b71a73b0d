"""What the factory finds wrong, as data, with one explained page a code."""
