"""Where in a file a character stands: in a comment, inside quotes, or where the reader acts."""

import re

__all__ = ["position_of"]

_PIECES = {
    "py": r'(?P<docstring>"""(?:[^\\]|\\.)*?""")|(?P<comment>#[^\n]*)'
    r"|(?P<quoted>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')",
    "toml": r"(?P<comment>#[^\n]*)|(?P<quoted>\"(?:[^\"\\\n]|\\.)*\")",
    "yaml": r"(?P<comment>(?:^|(?<=\s))#[^\n]*)|(?P<quoted>\"(?:[^\"\\\n]|\\.)*\")",
    "md": r"(?P<comment><!--.*?-->)|(?P<fence>^```.*?^```)|(?P<row>^\|[^\n]*)"
    r"|(?P<heading>^#[^\n]*)",
    "proto": r"(?P<comment>//[^\n]*)|(?P<quoted>\"[^\"\n]*\")",
    "service": r"(?P<comment>^#[^\n]*)",
    "env": r"(?P<comment>^#[^\n]*)",
    "Dockerfile": r"(?P<comment>^#[^\n]*)|(?P<quoted>\"(?:[^\"\\\n]|\\.)*\")",
    "marker": r"(?P<comment>^#[^\n]*)",
    "json": r"(?!)",
}


def position_of(kind: str, text: str, offset: int) -> str:
    """The position of a character of a file of a kind; `open` is outside of everything quoted."""
    reader = kind.rpartition(".")[2]
    for match in re.finditer(_PIECES[reader], text, re.MULTILINE | re.DOTALL):
        if match.start() <= offset < match.end():
            return str(match.lastgroup)
    # a bare scalar of YAML stands alone after its key, its dash or a bracket
    before, after = text[:offset].rpartition("\n")[2], text[offset + 1 :].partition("\n")[0]
    is_alone = re.search(r"(: |- |\[|\{|, |^\s*)$", before) and re.match(r"[\]},:]|$", after)
    return "open" if reader != "yaml" or is_alone else "word"
