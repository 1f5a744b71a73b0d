"""QPF turns declared agents (schemas, extractor maps, glue) into finished Python packages."""

__all__ = ["__version__"]

__version__ = "0.1.0"
