"""Facts about the YAML of an input file, before it is known what the document means."""

from qpf.diagnostics.diagnostic import Note, Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Change, Drop, Fix, Inline, Put, Quote, Replace, Unmark

__all__ = [
    "alias",
    "ambiguous_number",
    "ambiguous_word",
    "anchor",
    "directive",
    "duplicate_key",
    "key_not_text",
    "merge_key",
    "nested_too_deep",
    "number_not_finite",
    "number_too_large",
    "root_not_mapping",
    "several_documents",
    "tag",
    "yaml_syntax",
]


@fact("QPF130", "yaml-syntax", area="input")
def yaml_syntax(place: Place, problem: str, remedy: str, notes: tuple[Note, ...]) -> Finding:
    """A file is not well-formed YAML"""
    fix = Fix("write the line so that it can be read", (Quote(place),), is_safe=False)
    return Finding(place, f"not well-formed YAML: {problem}", remedy, notes, fix)


@fact("QPF131", "several-documents", area="input")
def several_documents(place: Place, first: Place) -> Finding:
    """A file holds more than one YAML document"""
    return Finding(
        place,
        "a second YAML document begins here: expected one document per file",
        help="remove the `---` line, or move the document into a file of its own",
        notes=(Note("the first document begins here", first),),
    )


@fact("QPF132", "duplicate-key", area="input")
def duplicate_key(place: Place, key: str, first: Place) -> Finding:
    """A mapping holds one key twice"""
    return Finding(
        place,
        f"key `{key}` is written twice in one mapping",
        help="keep one of the two, or merge their values",
        notes=(Note(f"`{key}` is first written here", first),),
        fix=Fix("remove the second, which says the same", (Drop(place, first),)),
    )


@fact("QPF133", "anchor", area="input")
def anchor(place: Place, name: str) -> Finding:
    """A node carries an anchor"""
    return Finding(
        place,
        f"anchor `&{name}` is not allowed: every value is written where it is used",
        help="share values through `defaults` or `parameters` of the extractor map;"
        " quote a text that begins with `&`",
        fix=Fix("remove the anchor, which nothing uses", (Unmark(place),)),
    )


@fact("QPF134", "alias", area="input")
def alias(place: Place, name: str) -> Finding:
    """A node is an alias of another"""
    return Finding(
        place,
        f"alias `*{name}` is not allowed: every value is written where it is used",
        help="write the value out, or share it through `defaults` or `parameters` of the extractor"
        " map; quote a text that begins with `*`",
        fix=Fix("write the value out", (Inline(place, name),)),
    )


@fact("QPF135", "tag", area="input")
def tag(place: Place, name: str) -> Finding:
    """A node carries a tag"""
    return Finding(
        place,
        f"tag `{name}` is not allowed: the kind of a value follows from how it is written",
        help="remove the tag; quote a text that begins with `!`",
        fix=Fix("remove the tag, which changes nothing", (Unmark(place),)),
    )


@fact("QPF136", "merge-key", area="input")
def merge_key(place: Place) -> Finding:
    """A mapping uses the merge key"""
    return Finding(
        place,
        "the merge key `<<` is not allowed: it is no part of YAML 1.2",
        help="write the entries out, or share them through `defaults` of the extractor map",
    )


@fact("QPF137", "key-not-text", area="input")
def key_not_text(place: Place, found: str) -> Finding:
    """A mapping key is not text"""
    return Finding(
        place,
        f"{found} is not text: expected a word as the key",
        help="put the key in quotes; only `extraction_sequence.order` counts with numbers",
        fix=Fix("put the key in quotes", (Quote(place),)),
    )


@fact("QPF138", "root-not-mapping", area="input")
def root_not_mapping(place: Place, found: str) -> Finding:
    """A document is not a mapping"""
    return Finding(
        place,
        f"the document is {found}: expected a mapping of keys to values",
        help="begin with a key such as `system: ...`",
    )


@fact("QPF139", "nested-too-deep", area="input")
def nested_too_deep(place: Place, limit: int) -> Finding:
    """A document is nested too deeply"""
    return Finding(
        place,
        f"nested more than {limit} levels deep; the rest of the file was not read",
        help="name inner steps or types and refer to them by name",
    )


@fact("QPF140", "number-not-finite", area="input")
def number_not_finite(place: Place, written: str) -> Finding:
    """A number is infinite or not a number"""
    return Finding(
        place,
        f"`{written}` is not a finite number",
        help="write a number that can be compared, or leave the key out",
    )


@fact("QPF141", "number-too-large", area="input")
def number_too_large(place: Place, written: str) -> Finding:
    """An integer does not fit into 64 bits"""
    return Finding(
        place,
        f"integer `{_short(written)}` does not fit into 64 bits",
        help="quote it if it is a name rather than a number",
        fix=Fix("put it in quotes", (Quote(place),), is_safe=False),
    )


def _short(written: str) -> str:
    return written if len(written) <= 24 else f"{written[:20]}...{written[-2:]}"


@fact("QPF142", "ambiguous-word", area="input", severity=Severity.WARNING)
def ambiguous_word(place: Place, written: str) -> Finding:
    """A word is a boolean in YAML 1.1 and text in YAML 1.2"""
    meant = "true" if written.lower() in ("yes", "on") else "false"
    return Finding(
        place,
        f"`{written}` is read as the text `{written}`; older YAML reads it as `{meant}`",
        help=f"write `{meant}`, or put the text in quotes",
        fix=Fix("put the text in quotes, as it is read", (Quote(place),)),
    )


@fact("QPF143", "ambiguous-number", area="input", severity=Severity.WARNING)
def ambiguous_number(place: Place, written: str, here: str, elsewhere: str) -> Finding:
    """A number means one thing in YAML 1.1 and another in YAML 1.2"""
    change: Change = Quote(place)
    if here.startswith("the number "):
        change = Replace(place, written, here.removeprefix("the number ").strip("`"))
    return Finding(
        place,
        f"`{written}` is read as {here}; older YAML reads it as {elsewhere}",
        help="write the number in plain digits, or put the text in quotes",
        fix=Fix("write it as it is read", (change,)),
    )


@fact("QPF144", "directive", area="input")
def directive(place: Place, name: str) -> Finding:
    """A document begins with a directive"""
    line = Place(place.file, place.line, 1, place.line + 1, 1)
    return Finding(
        place,
        f"directive `{name}` is not allowed: every input is YAML 1.2 without tags",
        help="remove the line",
        fix=Fix("remove the line", (Put(line, ""),), is_safe=name.startswith("%YAML 1.")),
    )
