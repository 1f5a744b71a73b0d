"""What reading a YAML document builds: the finished tree, and the collections still open."""

from qpf.model.document import Origins, Plain

__all__ = ["Frame", "YamlTree"]

_NO_KEY = "?"


class YamlTree:
    """A read document: its root value and the places of its nodes."""

    __slots__ = ("origins", "value")

    def __init__(self, value: Plain, origins: Origins) -> None:
        """Join a root with the places of everything below it."""
        self.value = value
        self.origins = origins


class Frame:
    """An open collection; for a mapping, `key` is the key whose value comes next."""

    __slots__ = ("column", "is_muted", "items", "key", "key_pointer", "line", "pointer")

    def __init__(
        self, items: list[Plain] | dict[str, Plain], pointer: str, line: int, column: int
    ) -> None:
        """Open a collection that begins at `line` and `column`."""
        self.items = items
        self.pointer = pointer
        self.line = line
        self.column = column
        self.key: str | None = None
        self.key_pointer = pointer
        self.is_muted = False

    def next_pointer(self) -> str:
        """The pointer of the value that comes next."""
        if isinstance(self.items, list):
            return f"{self.pointer}/{len(self.items)}"
        return self.key_pointer

    def awaits_key(self) -> bool:
        """Whether what comes next is the key of a mapping."""
        return self.key is None and isinstance(self.items, dict)

    def mute_key(self) -> None:
        """Stand in for a key that was refused; its value is read and dropped."""
        self.key = _NO_KEY
        self.key_pointer = f"{self.pointer}/{_NO_KEY}"
        self.is_muted = True

    def keep(self, value: Plain) -> None:
        """Take in a value; that of a faulty key is dropped."""
        if isinstance(self.items, list):
            self.items.append(value)
            return
        if self.key is not None and not self.is_muted:
            self.items[self.key] = value
        self.key = None
        self.is_muted = False
