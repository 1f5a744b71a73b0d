"""Documents of every v6 dialect, read leniently and turned into canonical ones."""
