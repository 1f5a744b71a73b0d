"""Tables of a small store, and the function that lays items out as their rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from qpf_core.store import Store
from qpf_fabric.packet import Packet
from qpf_fabric.pipeline import Frame
from qpf_fabric.store.columns import BIG, CONVENTION, DOCUMENT, Moment, table_of
from qpf_fabric.store.items import Item, Source, totals, view_of
from qpf_fabric.store.recording import Written
from qpf_fabric.store.writing import RowWriter


class Base(DeclarativeBase):
    """The catalogue."""

    metadata = MetaData(naming_convention=CONVENTION)


class Kind(Base):
    """Sources by name."""

    __tablename__ = "sample_kinds"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    config: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)


class Batch(Base):
    """One call."""

    __tablename__ = "sample_batches"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    kind_id: Mapped[int] = mapped_column(BIG, ForeignKey("sample_kinds.id"))
    at: Mapped[datetime] = mapped_column(Moment())
    metrics: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)


class Parcel(Base):
    """One item."""

    __tablename__ = "sample_parcels"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    batch_id: Mapped[int] = mapped_column(BIG, ForeignKey("sample_batches.id"))
    origin: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[bytes]
    weight: Mapped[float | None]


class Step(Base):
    """One layer of an item."""

    __tablename__ = "sample_steps"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    parcel_id: Mapped[int] = mapped_column(BIG, ForeignKey("sample_parcels.id"))
    layer: Mapped[str] = mapped_column(String(40))
    view: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)


def write(writer: RowWriter, source: Source, items: Sequence[Item]) -> Written:
    """Lay out items as an emitted function does."""
    items = writer.unknown(table_of(Parcel).c.origin, items)
    if not items:
        return Written()
    kind = writer.ensure(table_of(Kind), {"name": source.name}, {"config": source.config})
    (batch,) = writer.insert(
        table_of(Batch), [{"kind_id": kind, "at": writer.now, "metrics": totals(items)}]
    )
    parcels = writer.insert(
        table_of(Parcel),
        [
            {"batch_id": batch, "origin": item.key, "payload": item.packet.data, "weight": None}
            for item in items
        ],
    )
    writer.append(
        table_of(Step),
        [
            {"parcel_id": parcel, "layer": frame.layer, "view": view_of(frame)}
            for parcel, item in zip(parcels, items, strict=True)
            for frame in item.frames
        ],
    )
    rows = {"sample_kinds": [kind], "sample_batches": [batch], "sample_parcels": parcels}
    return Written(frozenset(item.key for item in items), rows)


def fresh(store: Store) -> Store:
    """Give a store its tables, empty."""
    Base.metadata.drop_all(store.backend.engine)
    store.create_all(Base.metadata)
    return store


def parcel(key: str, data: bytes = b"data", layers: int = 2) -> Item:
    """Return an item with frames."""
    frames = tuple(Frame(f"l{n}", 0.5, {"n": n}, {}, {}) for n in range(layers))
    return Item(key=key, direction="send", packet=Packet(1, data), frames=frames)
