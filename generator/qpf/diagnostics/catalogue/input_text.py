"""Facts about the bytes and characters of an input file, before it is read as YAML."""

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Fix, Put, Recode, Untab

__all__ = [
    "bidi_control",
    "byte_order_mark",
    "control_character",
    "empty_file",
    "file_too_large",
    "invisible_character",
    "line_separator",
    "noncharacter",
    "not_utf8",
    "nul_character",
    "private_use_character",
    "tab_indentation",
    "wide_encoding",
]

_RETYPE = "delete the character and type the text again"


def _deletion(place: Place, *, is_safe: bool = False) -> Fix:
    return Fix("delete the character", (Put(place, ""),), is_safe=is_safe)


@fact("QPF110", "empty-file", area="input")
def empty_file(place: Place) -> Finding:
    """An input file says nothing"""
    return Finding(
        place,
        f"`{place.file}` is empty: expected one YAML mapping",
        help="write the document, or remove the file",
    )


@fact("QPF111", "file-too-large", area="input")
def file_too_large(place: Place, size: int, limit: int) -> Finding:
    """An input file is larger than 50 KB"""
    return Finding(
        place,
        f"`{place.file}` has {size} bytes: at most {limit} are allowed",
        help="move what agents share into `defaults` of the extractor map, or split the agent",
    )


@fact("QPF112", "not-utf8", area="input")
def not_utf8(place: Place, byte: int) -> Finding:
    """An input file is not encoded in UTF-8"""
    return Finding(
        place,
        f"byte `0x{byte:02x}` does not belong to UTF-8 text",
        help="save the file with the encoding UTF-8",
        fix=Fix("read the file as Windows-1252", (Recode(place, "cp1252"),), is_safe=False),
    )


@fact("QPF113", "byte-order-mark", area="input")
def byte_order_mark(place: Place) -> Finding:
    """An input file begins with a byte order mark"""
    return Finding(
        place,
        "the file begins with a byte order mark (`U+FEFF`)",
        help="save the file as UTF-8 without a byte order mark",
        fix=Fix("remove the mark", (Recode(place, "utf-8-sig"),)),
    )


@fact("QPF114", "wide-encoding", area="input")
def wide_encoding(place: Place, encoding: str) -> Finding:
    """An input file is encoded in UTF-16 or UTF-32"""
    return Finding(
        place,
        f"the file is encoded in `{encoding}`: expected `UTF-8`",
        help="save the file with the encoding UTF-8",
        fix=Fix("save the file as UTF-8", (Recode(place, encoding),)),
    )


@fact("QPF115", "nul-character", area="input")
def nul_character(place: Place) -> Finding:
    """A text contains the NUL character"""
    return Finding(
        place,
        "the text contains the NUL character `U+0000`",
        help="remove it; a file full of them is binary or was cut off while being written",
    )


@fact("QPF116", "control-character", area="input")
def control_character(place: Place, code: int) -> Finding:
    """A text contains a control character"""
    return Finding(
        place,
        f"the text contains the control character `U+{code:04X}`",
        help=_RETYPE,
        fix=_deletion(place),
    )


@fact("QPF117", "private-use-character", area="input")
def private_use_character(place: Place, code: int) -> Finding:
    """A text contains a private-use character"""
    return Finding(
        place,
        f"the text contains the private-use character `U+{code:04X}`, which has no agreed meaning",
        help=_RETYPE,
    )


@fact("QPF118", "bidi-control", area="input")
def bidi_control(place: Place, code: int) -> Finding:
    """A text contains a character that changes the direction of writing"""
    return Finding(
        place,
        f"the text contains the bidirectional control `U+{code:04X}`:"
        " what is displayed is not what is read",
        help="delete the character; right-to-left letters need no control to be shown",
        fix=_deletion(place),
    )


@fact("QPF119", "noncharacter", area="input")
def noncharacter(place: Place, code: int) -> Finding:
    """A text contains a code point that is never a character"""
    return Finding(
        place, f"the text contains `U+{code:04X}`, which is never a character", help=_RETYPE
    )


@fact("QPF120", "line-separator", area="input")
def line_separator(place: Place, code: int) -> Finding:
    """A text contains an unusual line separator"""
    return Finding(
        place,
        f"the text contains the line separator `U+{code:04X}`, which only some tools obey",
        help="end the line with an ordinary line feed",
    )


@fact("QPF121", "invisible-character", area="input")
def invisible_character(place: Place, code: int) -> Finding:
    """A text contains a character that nobody can see"""
    return Finding(
        place,
        f"the text contains the invisible character `U+{code:04X}`:"
        " two words that look alike may differ",
        help="delete the character; pasted text often brings it along",
        fix=_deletion(place, is_safe=True),
    )


@fact("QPF122", "tab-indentation", area="input")
def tab_indentation(place: Place) -> Finding:
    """A line is indented with a tab"""
    return Finding(
        place,
        "the line is indented with a tab: expected spaces",
        help="indent with two spaces",
        fix=Fix("indent with spaces", (Untab(place),)),
    )
