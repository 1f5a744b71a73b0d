"""Applies edits to the bytes of files; what no edit names stays as it is, byte for byte."""

import codecs
from collections.abc import Iterable, Mapping

from qpf.diagnostics.diagnostic import Diagnostic, Place
from qpf.diagnostics.fix import Edit, Recode
from qpf.tools.source_text import line_starts

__all__ = ["applied", "together"]


def together(offered: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The fixes, in the given order, whose edits do not meet those of an earlier one.

    A file whose bytes are settled first is not edited in the same round.
    """
    chosen: list[Diagnostic] = []
    taken: dict[str, list[Place]] = {}
    whole: set[str] = set()
    for each in offered:
        fix = each.fix
        if fix is None:
            continue
        recoded = {c.place.file for c in fix.changes if isinstance(c, Recode)}
        touched = {edit.place.file for edit in fix.edits}
        if (recoded | touched) & whole or recoded & taken.keys():
            continue
        if any(
            _meets(edit.place, old) for edit in fix.edits for old in taken.get(edit.place.file, ())
        ):
            continue
        chosen.append(each)
        whole |= recoded
        for edit in fix.edits:
            taken.setdefault(edit.place.file, []).append(edit.place)
    return chosen


def _meets(left: Place, right: Place) -> bool:
    first, second = sorted((left, right))
    end = (first.end_line, first.end_column)
    begin = (second.line, second.column)
    is_same_start = (first.line, first.column) == begin
    return is_same_start or end > begin


def applied(chosen: Iterable[Diagnostic], contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The new contents of the files that the fixes touch; `contents` are those before.

    Raises `UnicodeError` when bytes do not belong to the encoding a fix names.
    """
    edits: dict[str, list[Edit]] = {}
    now: dict[str, bytes] = {}
    for each in chosen:
        for change in each.fix.changes if each.fix is not None else ():
            if isinstance(change, Recode):
                file = change.place.file
                now[file] = _recoded(contents[file], change.encoding)
        for edit in each.fix.edits if each.fix is not None else ():
            edits.setdefault(edit.place.file, []).append(edit)
    return now | {file: _edited(contents[file], listed) for file, listed in edits.items()}


def _edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data[len(mark) :].decode("utf-8")
    starts = line_starts(text)
    for edit in sorted(edits, reverse=True):
        begin = _offset(starts, edit.place.line, edit.place.column)
        end = _offset(starts, edit.place.end_line, edit.place.end_column)
        text = text[:begin] + edit.text + text[end:]
    return mark + text.encode("utf-8")


def _offset(starts: list[int], line: int, column: int) -> int:
    return starts[line - 1] + column - 1


def _recoded(data: bytes, encoding: str) -> bytes:
    if encoding == "cp1252":
        return _from_windows(data).encode("utf-8")
    if encoding in ("UTF-16", "UTF-32") and data[:1] not in (b"\xff", b"\xfe", b"\x00"):
        encoding += "-LE"
    elif encoding == "UTF-16" and data[:1] == b"\x00":
        encoding += "-BE"
    return data.decode(encoding).removeprefix("\ufeff").encode("utf-8")


def _from_windows(data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape")
    return "".join(
        bytes([ord(letter) - 0xDC00]).decode("cp1252") if "\udc80" <= letter <= "\udcff" else letter
        for letter in text
    )
