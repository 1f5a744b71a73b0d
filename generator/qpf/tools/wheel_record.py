"""What a wheel says of itself, compared with what it holds and with a wheel made anew."""

import base64
import csv
from collections.abc import Iterator, Mapping
from io import StringIO

__all__ = ["info_faults", "recorded_paths"]

_RECORD, _WHEEL, _METADATA = "RECORD", "WHEEL", "METADATA"
_OF_BACKENDS = {_WHEEL: "Generator:", _METADATA: "Metadata-Version:"}
"""Lines that tell which release of a backend built the wheel, and nothing of the package."""


def recorded_paths(record: str) -> tuple[str, ...]:
    """The paths that a `RECORD` lists."""
    return tuple(row[0] for row in csv.reader(StringIO(record)) if row and row[0])


def info_faults(
    given: Mapping[str, bytes], members: Mapping[str, str], made: Mapping[str, bytes]
) -> Iterator[tuple[str, str]]:
    """Each file of `given` that is not as in `made`, and why; digests of `members` are in hex.

    Without members, those of an installed package, its `RECORD` is not judged.
    """
    for name in sorted((given.keys() | made.keys()) - {_RECORD}):
        if name not in given:
            yield name, "is missing"
        elif name not in made:
            yield name, "comes from no schema"
        elif _told(name, given[name]) != _told(name, made[name]):
            yield name, "is not what building the package gives"
    if members:
        yield from _of_record(given.get(_RECORD, b""), members)


def _told(name: str, data: bytes) -> bytes:
    prefix = _OF_BACKENDS.get(name)
    if prefix is None:
        return data
    lines = data.splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if line.startswith(prefix.encode())), len(lines))
    return b"".join(lines[:at] + lines[at + 1 :])


def _of_record(record: bytes, members: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    try:
        rows = [row for row in csv.reader(StringIO(record.decode("utf-8"))) if row]
    except (UnicodeDecodeError, csv.Error):
        rows = []
    own = next((name for name in members if name.endswith(f".dist-info/{_RECORD}")), "")
    told = {row[0]: row[1] for row in rows if len(row) == 3 and row[0] != own}
    held = {name: _encoded(digest) for name, digest in members.items() if name != own}
    if told != held or len(told) + 1 != len(rows):
        yield _RECORD, "does not list what the wheel holds"


def _encoded(digest: str) -> str:
    coded = base64.urlsafe_b64encode(bytes.fromhex(digest)).rstrip(b"=").decode()
    return f"sha256={coded}"
