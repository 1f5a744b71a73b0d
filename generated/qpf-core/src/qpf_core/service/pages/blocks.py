"""What a page is made of: values that say what to show, none of them with markup."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

Control = Literal["text", "area", "number", "choice", "check"]
Goes = Literal["path", "query", "body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way to another page."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One value of an item: `source` is a JSON pointer into it, `digits` those after the point."""

    label: str
    source: str = ""
    unit: str = ""
    digits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What all blocks share.

    A block shows the live items of its page, or what `fetch` answers every `every_s` seconds, or,
    inside a form, the answer to it.
    """

    kind: ClassVar[str] = "block"

    title: str
    hint: str = ""
    wide: bool = False
    fetch: str = ""
    every_s: float = 0.0

    def settings(self) -> dict[str, Any]:
        """Return what the script of the page needs to know."""
        return {"kind": self.kind, **asdict(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Block):
    """Paragraphs, and links below them."""

    kind: ClassVar[str] = "text"

    paragraphs: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Values(Block):
    """Labelled values of the latest item."""

    kind: ClassVar[str] = "values"

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(Block):
    """A bar for each number of a mapping at `source`, or of the objects of a list there.

    `key` and `value` point into such an object. Without `source` each item is such an object, and
    its bar is the latest. `most` is the full length, the largest number when it is not given.
    """

    kind: ClassVar[str] = "bars"

    source: str = ""
    key: str = ""
    value: str = ""
    unit: str = ""
    digits: int | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram(Block):
    """How often the number at `source` fell between `edges` in the last `keep` items.

    A list at `source` is taken for finished counts: one more than there are edges.
    """

    kind: ClassVar[str] = "histogram"

    source: str
    edges: tuple[float, ...]
    unit: str = ""
    keep: int = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Series(Block):
    """The last `keep` numbers as lines: as they are, as change a second, or as items a second."""

    kind: ClassVar[str] = "series"

    lines: tuple[Item, ...]
    shows: Literal["value", "rate", "items"] = "value"
    keep: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of a card."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing: its facts are behind a disclosure."""

    title: str
    text: str = ""
    key: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The last `keep` live items of each card: those with the card's key at `key`."""

    key: str
    columns: tuple[Item, ...]
    keep: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards(Block):
    """A list of things, each with what recently happened to it."""

    kind: ClassVar[str] = "cards"

    cards: tuple[Card, ...]
    recent: Recent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """The objects of a list at `source`, or the last `keep` items, newest first."""

    kind: ClassVar[str] = "table"

    columns: tuple[Item, ...]
    source: str = ""
    keep: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace(Block):
    """Steps of one packet: what each took and changed.

    Steps are the list at `source`; without it each item is a step, and one with another value at
    `group` begins a new trace. `parts` point to the mappings whose changes are shown. `before`
    names the field of the form with the packet's text, `after` points to its bytes in base64.
    """

    kind: ClassVar[str] = "trace"

    name: str
    time: str = ""
    unit: str = "ms"
    parts: tuple[Item, ...] = ()
    source: str = ""
    group: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing to fill in; an empty one that is not required is left out of the request.

    `goes` is where it goes, `base64` whether its text goes there as base64.
    """

    name: str
    label: str
    control: Control = "text"
    goes: Goes = "body"
    value: str = ""
    hint: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    longest: int | None = None
    base64: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Block):
    """A request to an endpoint of the same service, and what of its answer is shown.

    `action` may hold `{name}` of a field that goes to the path. The body is a JSON object of the
    fields, or the text of the only one. `opens` is for an action that is a page.
    """

    kind: ClassVar[str] = "form"

    action: str
    fields: tuple[FormField, ...] = ()
    method: Literal["GET", "POST", "PUT", "DELETE"] = "POST"
    body: Literal["json", "bytes"] = "json"
    submit: str = "Send"
    opens: bool = False
    result: tuple[Block, ...] = ()

    def settings(self) -> dict[str, Any]:
        """Return what the script needs; result blocks tell for themselves."""
        return {**Block.settings(self), "result": ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page; `live` is the path of the WebSocket its blocks watch."""

    path: str
    title: str
    summary: str = ""
    live: str = ""
    blocks: tuple[Block, ...] = ()

    def forms(self) -> tuple[Form, ...]:
        """Return the forms in the order of the page."""
        return tuple(block for block in self.blocks if isinstance(block, Form))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All pages of a service under one name."""

    name: str
    pages: tuple[Page, ...]
