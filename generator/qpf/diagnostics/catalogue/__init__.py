"""One module an area; one constructor a fact."""
