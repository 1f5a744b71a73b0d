"""Texts that try to become code, and the settings of the property tests over them."""

from hypothesis import settings, strategies as st

CALM = settings(max_examples=150, deadline=None, derandomize=True, database=None)
"""The same examples on every run and every machine; no clock."""

ATTACKS = (
    '"""\nimport os',
    "'''\nimport os",
    "{{ 7*7 }}",
    "{% include 'x' %}",
    "\\",
    '\\"""',
    '"',
    '""',
    'ends with "',
    "ends with \\",
    "# type: ignore",
    "# noqa",
    "noqa",
    "pragma: no cover",
    "pragma no cover",
    "# mypy: ignore-errors",
    "fmt: off",
    "isort:skip_file",
    "-*- coding: utf-7 -*-",
    "coding=utf-7",
    "\\N{BULLET} \\x41 \\u0041",
    "a\x00b",
    "\u202e reversed",
    "\ue000x:1\ue003 \ue001" + "0\ue003",
    "\ud7ff\U0010ffff",
    "$(touch x) `touch x` ${HOME} %n",
    "'; rm -rf / #",
    "a: b\n- c\n...\n---\n!!python/object:os.system",
    "[x](javascript:y) <script>z</script> |c|",
    "\n[tool.x]\ny = 1",
    "a\r\nb\x85c\u2028d\u2029e",
    "1. one",
    "- minus",
    "on",
    "NO",
    "0x1F",
    "1e3",
    "~",
    "word" * 50,
    "",
    " ",
)

TEXTS = st.sampled_from(ATTACKS) | st.text(max_size=120)
"""Attacks, and any text at all."""

KEPT = st.text(st.characters(exclude_categories=("Cs",)), max_size=120)
"""Any text that UTF-8 can hold."""

SCALARS = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | KEPT
SCALARS |= st.sampled_from(ATTACKS) | st.floats(allow_nan=False, allow_infinity=False)

PLAIN = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEPT, inner, max_size=4),
    max_leaves=12,
)
"""Any value a document can hold."""
