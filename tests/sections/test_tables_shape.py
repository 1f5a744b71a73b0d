"""The history of tables: undone from the shape of now, with identities that depend on it alone."""

from itertools import pairwise

import pytest

from qpf.sections.tables.operations import steps
from qpf.sections.tables.shape import Shape, Table, Undoable, history, ordered
from qpf.sections.tables.spec import ChangeSpec, ColumnSpec, SqlTableSpec

KEY = ColumnSpec(type="int", key=True)


def table(**columns: ColumnSpec) -> SqlTableSpec:
    return SqlTableSpec(record="Row", summary="A row.", columns={"id": KEY, **columns})


def change(**said: object) -> ChangeSpec:
    return ChangeSpec.model_validate({"summary": "A change.", **said})


def test_a_summary_changes_no_identity_and_a_column_does() -> None:
    plain = {"rows": table(name=ColumnSpec(type="str"))}
    told = {"rows": table(name=ColumnSpec(type="str", summary="What it is called."))}
    other = {"rows": table(name=ColumnSpec(type="str(40)"))}
    (first,), (second,), (third,) = (history(one, ()) for one in (plain, told, other))
    assert first.id == second.id != third.id


def test_older_revisions_keep_their_identity_when_a_change_is_appended() -> None:
    before = {"rows": table(name=ColumnSpec(type="str"))}
    size = ColumnSpec(type="int", default=0, index=True)
    after = {"rows": table(name=ColumnSpec(type="str(40)"), size=size)}
    changes = (change(add=("rows.size",), change={"rows.name": ColumnSpec(type="str")}),)
    old, new = history(before, ()), history(after, changes)
    assert [one.id for one in old] == [one.id for one in new[:1]]
    assert len({one.id for one in new}) == 2
    assert new[0].shape == old[0].shape


def test_changes_are_undone_from_the_newest_to_the_oldest() -> None:
    now = {"boxes": table(), "rows": table(box=ColumnSpec(type="int", references="boxes"))}
    gone = ColumnSpec(type="bytes", nullable=True)
    changes = (
        change(add=("boxes",), drop={"rows.seal": gone}),
        change(change={"rows.box": ColumnSpec(type="int")}),
    )
    shapes = [one.shape.tables for one in history(now, changes)]
    assert [set(one) for one in shapes] == [{"rows"}, {"rows", "boxes"}, {"rows", "boxes"}]
    assert list(shapes[0]["rows"].columns) == ["id", "box", "seal"]
    lines = [steps(Shape(a), Shape(b)) for a, b in pairwise(shapes)]
    assert any("create_table" in line for line in lines[0])
    assert any("batch.create_foreign_key" in line for line in lines[1])
    back = steps(Shape(shapes[2]), Shape(shapes[1]))
    assert any("drop_constraint" in line for line in back)


def test_an_index_can_be_added_alone() -> None:
    spec = SqlTableSpec(
        record="Row",
        summary="A row.",
        columns={"id": KEY, "a": ColumnSpec(type="int"), "b": ColumnSpec(type="int")},
        indices=(("a", "b"),),
    )
    first, second = history({"rows": spec}, (change(add=("rows(a, b)",)),))
    assert steps(first.shape, second.shape) == [
        'op.create_index(op.f("rows_by_a_b"), "rows", ["a", "b"])'
    ]
    assert steps(second.shape, first.shape) == [
        'op.drop_index(op.f("rows_by_a_b"), table_name="rows")'
    ]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"add": ("other",)}, "is not there"),
        ({"add": ("rows.id",)}, "no column that can be added"),
        ({"add": ("rows.name",)}, "old rows have no value"),
        ({"add": ("rows(name, id)",)}, "no index"),
        ({"drop": {"rows.name": KEY}}, "still there"),
        ({"drop": {"other.name": KEY}}, "no column of a table"),
        ({"change": {"rows.size": KEY}}, "is not there"),
    ],
)
def test_a_change_that_cannot_be_undone_is_told(said: object, reason: str) -> None:
    shape = {"rows": table(name=ColumnSpec(type="str"))}
    with pytest.raises(Undoable, match=reason):
        history(shape, (change(**said),))  # type: ignore[arg-type]


def test_tables_stand_behind_those_they_refer_to() -> None:
    one = Table.of(table(other=ColumnSpec(type="int", references="b")))
    two = Table.of(table(other=ColumnSpec(type="int", references="b")))
    assert ordered({"a": one, "b": two}) == ["b", "a"]
    back = Table.of(table(other=ColumnSpec(type="int", references="a")))
    with pytest.raises(Undoable, match="through others"):
        ordered({"a": one, "b": back})
