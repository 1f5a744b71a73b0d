"""Loading: documents with the place of every node, and every fault of every file at once."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from qpf.diagnostics.diagnostic import Diagnostics, Place, Stopped
from qpf.model.document import Document, DocumentKind
from qpf.stages.load import load, read_document

SCHEMA = "schemas/demo/greeter.yaml"


def read(text: str | bytes, found: Diagnostics | None = None) -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    return read_document(
        SCHEMA, DocumentKind.SCHEMA, "demo", data, Diagnostics() if found is None else found
    )


def findings(text: str | bytes) -> list[tuple[str, int, int]]:
    found = Diagnostics()
    read(text, found)
    return [(d.code, d.place.line, d.place.column) for d in found.found]


def workspace(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def test_documents_come_by_kind_and_path(tmp_path: Path) -> None:
    root = workspace(
        tmp_path,
        glue__a="wirings: []",
        extractor_maps__b="collection: b",
        extractor_maps__a="collection: a",
        schemas__b__x="system: X",
        schemas__a__z="system: Z",
        schemas__a__y="system: Y",
    )
    documents = load(root, Diagnostics())
    assert [d.path for d in documents] == [
        "schemas/a/y.yaml",
        "schemas/a/z.yaml",
        "schemas/b/x.yaml",
        "extractor_maps/a.yaml",
        "extractor_maps/b.yaml",
        "glue/a.yaml",
    ]
    assert [d.collection for d in documents] == ["a", "a", "b", "a", "b", "a"]
    assert documents[0].digest == hashlib.sha256(b"system: Y").hexdigest()


def test_library_fills_in_what_the_workspace_lacks(tmp_path: Path) -> None:
    own = workspace(tmp_path / "own", extractor_maps__a="x: 1", schemas__a__s="system: own")
    library = workspace(
        tmp_path / "lib",
        extractor_maps__a="x: 2",
        schemas__a__s="system: lib",
        extractor_maps__core="x: 3",
        schemas__core__c="system: core",
    )
    documents = load(own, Diagnostics(), library=library)
    assert [(d.path, list(d.value.values())) for d in documents] == [
        ("schemas/a/s.yaml", ["own"]),
        ("schemas/core/c.yaml", ["core"]),
        ("extractor_maps/a.yaml", [1]),
        ("extractor_maps/core.yaml", [3]),
    ]


def test_faults_of_all_files_are_found_in_one_run(tmp_path: Path) -> None:
    root = workspace(
        tmp_path,
        schemas__a__one="a: 1\na: 2\nb: *x\n",
        schemas__a__two="a: [1\nb: 2\n",
        extractor_maps__a="a: !t 1\n1: b\n",
    )
    found = Diagnostics()
    with pytest.raises(Stopped):
        load(root, found)
    assert [(d.place.file.rpartition("/")[2], d.code) for d in found.found] == [
        ("a.yaml", "QPF135"),
        ("a.yaml", "QPF137"),
        ("one.yaml", "QPF132"),
        ("one.yaml", "QPF134"),
        ("two.yaml", "QPF130"),
    ]


def test_keeping_going_gives_the_documents_with_faults_too(tmp_path: Path) -> None:
    root = workspace(tmp_path, schemas__a__s="a: 1\na: 2\n", extractor_maps__a="b: 1\n")
    documents = load(root, Diagnostics(), keep_going=True)
    assert [(d.value, d.is_whole) for d in documents] == [({"a": 1}, False), ({"b": 1}, True)]


def test_symbolic_link_to_nowhere_is_reported(tmp_path: Path) -> None:
    root = workspace(tmp_path, schemas__a__s="a: 1\n", extractor_maps__a="b: 1\n")
    (root / "schemas/a/t.yaml").symlink_to("missing.yaml")
    found = Diagnostics()
    load(root, found, keep_going=True)
    assert [(d.code, d.place.file) for d in found.found] == [("QPF108", "schemas/a/t.yaml")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: off", {"on": "off"}),
        ("a: 0777", {"a": 777}),
        ("a: 0o17", {"a": 15}),
        ("a: 0xff", {"a": 255}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: .5", {"a": 0.5}),
        ("a: +1", {"a": 1}),
        ("a: 2026-01-01", {"a": "2026-01-01"}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: True", {"a": True}),
        ("a: tRue", {"a": "tRue"}),
        ("a: '1'", {"a": "1"}),
        ("a: 1.2.3", {"a": "1.2.3"}),
        ("a:\n-\n", {"a": [None]}),
        ("---\r\na: 1\r\n...\r\n", {"a": 1}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    assert read(text).value == value


def test_positions_in_the_extraction_order_are_numbers() -> None:
    text = b"extraction_sequence:\n  order:\n    1: {agent: a}\n    2: {agent: b}\n"
    found = Diagnostics()
    document = read_document("extractor_maps/a.yaml", DocumentKind.MAP, "a", text, found)
    assert found.found == ()
    assert document.value == {
        "extraction_sequence": {"order": {"1": {"agent": "a"}, "2": {"agent": "b"}}}
    }


def test_numbers_are_no_keys_elsewhere() -> None:
    assert findings("order:\n  1: {agent: a}\n  2: {agent: b}\n") == [
        ("QPF137", 2, 3),
        ("QPF137", 3, 3),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a: 1\nb: {c: 1, c: 2}\na: 3\n", [("QPF132", 2, 11), ("QPF132", 3, 1)], id="all"
        ),
        pytest.param(
            "a: {x: 1}\na: {x: 1, x: 2}\n", [("QPF132", 2, 1), ("QPF132", 2, 11)], id="in it"
        ),
        pytest.param("a: 1\n'a': 2\n", [("QPF132", 2, 1)], id="quoted"),
        pytest.param("a: &x 1\nb: *x\n", [("QPF133", 1, 4), ("QPF134", 2, 4)], id="anchors"),
        pytest.param("a: &x !t 1\n", [("QPF133", 1, 4), ("QPF135", 1, 7)], id="properties"),
        pytest.param(
            "? [a]\n: 1\n? {b: 1}\n: 2\n", [("QPF137", 1, 3), ("QPF137", 3, 3)], id="keys"
        ),
        pytest.param("? *a\n: 1\n", [("QPF134", 1, 3)], id="alias as key"),
        pytest.param("a: b: c\n", [("QPF130", 1, 5)], id="colon"),
        pytest.param('a: "x\nb: 1\n', [("QPF130", 1, 4)], id="open quote"),
        pytest.param("a: [1,\n  2\nb: 3\n", [("QPF130", 1, 4)], id="open bracket"),
        pytest.param("a: [1\n  2: 3]\n", [("QPF130", 2, 4)], id="no comma"),
        pytest.param("a: 1\nbc\nd: 1\n", [("QPF130", 2, 1)], id="no colon"),
        pytest.param("é: [1, @x]\n", [("QPF130", 1, 8)], id="column after letters"),
        pytest.param("a: 1\na: 2\nb: [\n", [("QPF130", 3, 4), ("QPF132", 2, 1)][::-1], id="before"),
        pytest.param(
            "a: \x07b\u202e\nc: 1\nc: 2\n",
            [("QPF116", 1, 4), ("QPF118", 1, 6), ("QPF132", 3, 1)],
            id="characters",
        ),
        pytest.param(b"a: \xff\xfe\nb: \xe9\n", [("QPF112", 1, 4), ("QPF112", 2, 4)], id="bytes"),
        pytest.param("a:\n\tb: 1\n\tc: 2\n", [("QPF122", 2, 1), ("QPF122", 3, 1)], id="tabs"),
        pytest.param(
            "a: 1\n---\na: 1\na: 2\n", [("QPF131", 2, 1), ("QPF132", 4, 1)], id="documents"
        ),
        pytest.param("\x00\x00", [("QPF115", 1, 1), ("QPF115", 1, 2)], id="nul"),
        pytest.param("# only\n---\n", [("QPF110", 1, 1)], id="nothing"),
        pytest.param("text", [("QPF138", 1, 1)], id="text"),
        pytest.param("a: " + "[" * 3000, [("QPF139", 1, 67)], id="deep"),
    ],
)
def test_faults_are_located(text: str | bytes, expected: list[tuple[str, int, int]]) -> None:
    assert findings(text) == expected


def test_a_repeated_key_tells_where_the_first_is() -> None:
    found = Diagnostics()
    read("a: 1\nb:\n  c: 1\n  c: 2\n", found)
    assert found.found[0].notes[0].place == Place(SCHEMA, 3, 3, 3, 4)


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        ("system: {module: m, rootpath: r}", "QPF150", "D2"),
        ("system: L9\nroot_path: x/", "QPF151", "root_path"),
        ("system: L9\ndepends_on: {hard: []}", "QPF152", "D4"),
        ("system: L9\ndeployment: {apis: []}", "QPF152", "deployment.apis"),
        ("schema_version: Module-Spec-v2.5", "QPF153", "Module-Spec"),
        ("header: {}\ngovernance_metadata: {}", "QPF153", "Master Schema"),
        ("extraction_sequence: {}", "QPF154", "extractor map"),
        ("wirings: []", "QPF154", "glue"),
    ],
)
def test_foreign_documents_are_named(text: str, code: str, key: str) -> None:
    found = Diagnostics()
    read(text, found)
    assert [d.code for d in found.found] == [code]
    assert key in found.found[0].message


def test_a_foreign_dialect_suggests_the_import() -> None:
    found = Diagnostics()
    read("system: {module: m, rootpath: r}", found)
    assert f"qpf import {SCHEMA}" in found.found[0].help


TEXT = """\
title: "a\\tb \\u00e9 c"
other: 'it''s here'
plain: one two
  three
folded: >-
  first words

  second words
lines: |2
    kept
  word
list:
  - x
"""


@pytest.mark.parametrize(
    ("pointer", "word", "line", "column", "end"),
    [
        ("/title", "b", 1, 12, 13),
        ("/title", "é", 1, 14, 20),
        ("/title", "c", 1, 21, 22),
        ("/other", "here", 2, 15, 19),
        ("/plain", "two", 3, 12, 15),
        ("/plain", "three", 4, 3, 8),
        ("/folded", "second", 8, 3, 9),
        ("/lines", "kept", 10, 5, 9),
        ("/lines", "word", 11, 3, 7),
        ("/list/0", "x", 13, 5, 6),
    ],
)
def test_places_inside_scalars(pointer: str, word: str, line: int, column: int, end: int) -> None:
    document = read(TEXT)
    value = document.value["list"] if pointer == "/list/0" else document.value[pointer[1:]]
    text = value[0] if isinstance(value, list) else value
    assert isinstance(text, str)
    place = document.origins.within(pointer, text.index(word), len(word))
    assert place == Place(SCHEMA, line, column, line, end)


def test_places_of_nodes_keys_and_ancestors() -> None:
    origins = read("a:\n  b: [1, 2]\n  'c~/d':\n    e: f\n\n# end\n").origins
    assert origins.at("/a") == Place(SCHEMA, 2, 3, 4, 9)
    assert origins.at("/a/b/1") == Place(SCHEMA, 2, 10, 2, 11)
    assert origins.key("/a/c~0~1d") == Place(SCHEMA, 3, 3, 3, 9)
    assert origins.at("/a/b/7/x") == origins.at("/a/b")
    assert origins.key("/a/b/0") == origins.at("/a/b/0")


def test_origins_are_rebased_merged_and_pruned() -> None:
    origins = read("a: {b: 'x y'}\nab: 1\n").origins
    below = origins.under("/a")
    assert set(below.nodes) == {"", "/b"}
    assert below.placed("/a").at("/a/b") == origins.at("/a/b")
    other = read("b: 1\n").origins
    merged = below.merged(other)
    assert merged.at("/b") == other.at("/b")
    assert merged.texts == {}
    assert set(origins.without("/a").nodes) == {"", "/ab"}


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.binary(max_size=60) | st.text("ab:-[]{}&*!|>'\"#%@\n\t ,?0.~<", max_size=40))
def test_any_bytes_are_read_or_refused(data: bytes | str) -> None:
    found = Diagnostics()
    document = read(data, found)
    assert document.is_whole is not found.has_errors
    assert all(d.place.line >= 1 and d.place.column >= 1 for d in found.found)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text("ab é'\"\\\n:#", min_size=1, max_size=30), st.sampled_from("'\""))
def test_every_visible_character_has_its_place(value: str, quote: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    flat = value.replace("\n", " ")
    raw = f'"{escaped}"' if quote == '"' else "'" + flat.replace("'", "''") + "'"
    document = read(f"k: {raw}\n")
    text = document.value["k"]
    assert text == (value if quote == '"' else flat)
    for offset, letter in enumerate(value):
        if not letter.isspace():
            place = document.origins.within("/k", offset)
            assert letter in f"k: {raw}"[place.column - 1 : place.end_column - 1]


def test_strays_among_the_inputs_are_reported(tmp_path: Path) -> None:
    root = workspace(
        tmp_path,
        schemas__loose="a: 1",
        schemas___meta__ignored="a: 1",
        schemas__a__s="a: 1",
        extractor_maps__a="a: 1",
        glue__a__wrong="a: 1",
    )
    (root / "glue/a/extensions").mkdir()
    (root / "schemas/a/.hidden").write_text("x")
    (root / "extractor_maps/b.yml").write_text("x")
    found = Diagnostics()
    load(root, found, keep_going=True)
    assert [(d.code, d.place.file) for d in found.found] == [
        ("QPF105", "extractor_maps/b.yml"),
        ("QPF105", "glue/a/wrong.yaml"),
        ("QPF105", "schemas/loose.yaml"),
    ]
