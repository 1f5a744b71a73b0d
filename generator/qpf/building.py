"""Wheels, bills, receipts and checksums of what is published; the same bytes on every build."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qpf.bill import bill_of
from qpf.diagnostics.catalogue import supply
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.manifest import Digests
from qpf.model.narrowing import narrowed
from qpf.model.request import Request
from qpf.pipeline import LOCAL, understand
from qpf.receipts import Recorded, receipt_of, recorded_of, statement
from qpf.tools.checksums import SUMS, checksum_lines
from qpf.tools.digests import digest_of
from qpf.tools.filesystem import Disk
from qpf.tools.input_digests import digests_of
from qpf.tools.packs_root import pack_roots
from qpf.tools.signatures import BadSignature, sign
from qpf.tools.wheels import build_wheel
from qpf.tools.workspace_session import session

__all__ = ["build"]


def build(
    request: Request, into: Path, key: Path | None, found: Diagnostics, disk: Disk = LOCAL
) -> tuple[Path, ...]:
    """Build the selected distributions into a folder; the files that were written there.

    Raises `Stopped` before anything is written when a published file is not as its manifest
    records it, or an input has changed since. With a private `key` the checksums are signed.
    """
    with session(request, disk, found):
        graph, documents = understand(request, found)
        request = narrowed(request, graph, frozenset(), found)
        digests = digests_of(documents, request.workspace, pack_roots())
        wanted = [
            one for one in graph.collections if one.name in (request.collections or (one.name,))
        ]
        names = [one.distribution.name for one in wanted]
        recorded = [_fit(name, request, digests, found) for name in names]
        bills = [bill_of(name, graph, found) for name in names]
        found.stop_if_errors()
        written: list[Path] = []
        for name, known, bill in zip(names, recorded, bills, strict=True):
            assert known is not None
            request.tell(f"building {name}")
            written += _built(name, known, bill, request, into, disk)
        written.append(_sums(into, written, disk))
        if key is not None:
            written.append(_signed(written[-1], key, found))
        return tuple(written)


def _fit(name: str, request: Request, digests: Digests, found: Diagnostics) -> Recorded | None:
    if receipt_of(name, request, found) is None:
        return None
    recorded = recorded_of(name, request, Diagnostics())
    assert recorded is not None
    for path in _moved(recorded.collection, digests):
        found.add(supply.not_current(Place(path), name))
    if not recorded.is_ready:
        found.add(supply.not_judged(Place(f"{request.output_folder}/{name}"), name))
    return recorded


def _moved(own: dict[str, Any], digests: Digests) -> list[str]:
    """The inputs and templates that are not what a collection was published from."""
    name = own["collection"]
    prefixes = (f"schemas/{name}/", f"glue/{name}/", f"glue/{name}.yaml")
    mine = (*prefixes, f"extractor_maps/{name}.yaml")
    today = {path: digest for path, digest in digests.inputs.items() if path.startswith(mine)}
    printed = {path: digests.templates.get(path) for path in own["templates"]}
    return [
        *_different(today, own["inputs"]),
        *(f"templates/{path}" for path in _different(printed, own["templates"])),
    ]


def _different(one: Mapping[str, str | None], other: Mapping[str, str | None]) -> list[str]:
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


def _built(
    name: str, recorded: Recorded, bill: object, request: Request, into: Path, disk: Disk
) -> list[Path]:
    root = request.output / name
    files = {str(one["path"]): (root / str(one["path"])).read_bytes() for one in recorded.files}
    into.mkdir(parents=True, exist_ok=True)
    wheel = build_wheel(files, into)
    digest = digest_of(wheel.read_bytes())
    stem = "-".join(wheel.name.split("-")[:2])
    texts = {
        f"{stem}.cdx.json": bill,
        f"{stem}.receipt.json": statement(recorded, request, (wheel.name, digest)),
    }
    for file, value in texts.items():
        disk.write(into / file, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode())
    return [wheel, *(into / file for file in texts)]


def _sums(into: Path, written: list[Path], disk: Disk) -> Path:
    sums = into / SUMS
    disk.write(sums, checksum_lines({file.name: file.read_bytes() for file in written}).encode())
    # A signature of earlier checksums would speak of files that are gone.
    sums.with_name(f"{SUMS}.sig").unlink(missing_ok=True)
    return sums


def _signed(sums: Path, key: Path, found: Diagnostics) -> Path:
    try:
        return sign(sums, key)
    except BadSignature as error:
        found.add(supply.key_unusable(Place(key.name), str(error)))
        found.stop_if_errors()
        raise
