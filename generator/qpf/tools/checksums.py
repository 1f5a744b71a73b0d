"""Checksums in the form of `sha256sum`, which can check them without the factory."""

from collections.abc import Mapping

from qpf.tools.digests import digest_of

__all__ = ["SUMS", "checksum_lines", "read_checksums"]

SUMS = "SHA256SUMS"
"""The file of the checksums of a folder."""


def checksum_lines(files: Mapping[str, bytes]) -> str:
    """One line a file, by name."""
    return "".join(f"{digest_of(files[name])}  {name}\n" for name in sorted(files))


def read_checksums(text: str) -> dict[str, str]:
    """Digest by name; lines of another form are left out."""
    pairs = (line.split("  ", 1) for line in text.splitlines())
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}
