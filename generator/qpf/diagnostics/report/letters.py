"""Letters that may reach a terminal or the log of a job: none that steers it or hides others."""

from collections.abc import Callable

__all__ = ["shown", "shown_json", "shown_lines"]


def shown(text: str) -> str:
    """The text on one line, with the number of what is not printed, as in `<U+001B>`."""
    return text if text.isprintable() else "".join(_visible(letter) for letter in text)


def shown_lines(text: str) -> str:
    """The same for a text of lines, whose breaks and tabs stay."""
    return _kept("\n", text, lambda line: _kept("\t", line, shown))


def shown_json(text: str) -> str:
    """A JSON text of the same value, in which what is not printed is escaped."""
    return _kept("\n", text, lambda line: "".join(_escaped(letter) for letter in line))


def _kept(mark: str, text: str, shown_part: Callable[[str], str]) -> str:
    return mark.join(part if part.isprintable() else shown_part(part) for part in text.split(mark))


def _visible(letter: str) -> str:
    if letter == "\t":
        return "    "
    return letter if letter.isprintable() else f"<U+{ord(letter):04X}>"


def _escaped(letter: str) -> str:
    if letter.isprintable():
        return letter
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
