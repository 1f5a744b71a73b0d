"""Every naming, typing and encoding decision ends here; templates only print the result."""
