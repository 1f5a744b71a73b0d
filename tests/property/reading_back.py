"""How the reader of each context sees what an encoder makes of a text."""

import ast
import html.parser
import io
import json
import re
import shlex
import tokenize
import tomllib
from collections.abc import Callable

import yaml
from payloads import Payload
from shapes import unseen_in
from shapes_of_documents import markdown_shape, proto_shape
from shapes_of_python import instructions
from shapes_of_systems import dockerfile_shape, environment_shape, unit_shape

from qpf.diagnostics.diagnostic import Place
from qpf.views import encode
from qpf.views.encode import EncodeError
from qpf.views.encode_shell import is_safe_path
from qpf.views.naming import ClassName, ConstantName, DistributionName, FunctionName, ModulePath

__all__ = ["HOLDS", "broken"]

PLAIN = "plain"


def same(left: object, right: object) -> bool:
    """Whether two shapes are alike."""
    return left == right


def literal(text: str) -> bool:
    """One constant, which is the text."""
    made = str(encode.Literal(text))
    is_kept = ast.literal_eval(made) == text
    return is_kept and isinstance(ast.parse(made, mode="eval").body, ast.Constant)


def python_doc(doc: Callable[[str], object]) -> Callable[[str], bool]:
    """A function with a docstring and nothing else; no tool is instructed."""

    def holds(text: str) -> bool:
        made = f'# header\ndef f() -> None:\n    """{doc(text)}"""\n'
        (function,) = ast.parse(made).body
        assert isinstance(function, ast.FunctionDef)
        return len(function.body) == 1 and not list(instructions(made)) and not unseen_in(made)

    return holds


def python_comment(text: str) -> bool:
    """Comments, before a statement that stays."""
    made = f"# header\n# header\n# {encode.CommentText(text)}\nx = 1\n"
    kinds = {one.type for one in tokenize.generate_tokens(io.StringIO(made).readline)}
    is_one = len(ast.parse(made).body) == 1 and tokenize.COMMENT in kinds
    return is_one and not list(instructions(made)) and not unseen_in(made)


def toml(text: str) -> bool:
    """One value under its key."""
    made = f"{encode.TomlKey(text)} = {encode.TomlValue(text)}\nlast = 1\n"
    return tomllib.loads(made) == {text: text, "last": 1} and not unseen_in(made)


def flow(made: str, text: str) -> bool:
    """One scalar under its key, and no action for a template engine."""
    read = yaml.load(f"x: {made}\nlast: [{made}]\n", Loader=yaml.CSafeLoader)
    return bool(read == {"x": text, "last": [text]}) and "{{" not in made and not unseen_in(made)


def compose(text: str) -> bool:
    """One scalar without variables."""
    made = str(encode.ComposeValue(text))
    return flow(made, text.replace("$", "$$")) and "$" not in made.replace("$$", "")


def as_json(text: str) -> bool:
    """One value in ASCII."""
    made = str(encode.JsonValue(text))
    return bool(json.loads(made) == text) and made.isascii() and "\n" not in made


def markdown(text: str) -> bool:
    """A heading, a paragraph and a row like those of a plain text."""

    def page(inline: str) -> str:
        return f"# {inline}\n\n{inline}\n\n| a | b |\n| --- | --- |\n| {inline} | x |\n\nend\n"

    made = page(encode.MarkdownText(text) or PLAIN)
    return same(markdown_shape(made), markdown_shape(page(PLAIN))) and not unseen_in(made)


def markdown_code(text: str) -> bool:
    """A code span in a row."""

    def page(code: str) -> str:
        return f"| a | b |\n| --- | --- |\n| {code} | x |\n\n{code}\n\nend\n"

    made = page(encode.MarkdownCode(text))
    return same(markdown_shape(made), markdown_shape(page("`plain`"))) and not unseen_in(made)


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, [name for name, _ in attrs]))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(tag)

    def handle_comment(self, data: str) -> None:
        self.seen.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.seen.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.seen.append("instruction")


def hypertext(text: str) -> bool:
    """Text of an element, and an attribute in either quotes."""
    made, tags = encode.HtmlText(text), _Tags()
    tags.feed(f"<p title=\"{made}\" lang='{made}'>{made}</p><i></i>")
    tags.close()
    return tags.seen == [("p", ["title", "lang"]), "p", ("i", []), "i"] and not unseen_in(made)


def shell(text: str) -> bool:
    """One word."""
    return shlex.split(f"echo {encode.ShellWord(text)} last") == ["echo", text, "last"]


def docker(text: str) -> bool:
    """One value of a label."""

    def file(word: str) -> str:
        return f"FROM x\nLABEL a={word} b=c\nUSER 1\n"

    made = file(encode.DockerWord(text))
    return same(*(re.sub(r"<<", "", str(dockerfile_shape(one))).replace("True", "False")
                  for one in (made, file('"plain"')))) and not unseen_in(made)  # fmt: skip


def unit(text: str) -> bool:
    """One description, and one word of a command."""

    def file(word: str) -> str:
        return f"[Unit]\nDescription={word}\n[Service]\nExecStart=/bin/x {word} last\nUser=y\n"

    made = file(encode.SystemdValue(text))
    return same(unit_shape(made), unit_shape(file('"plain"'))) and not unseen_in(made)


def environment(text: str) -> bool:
    """One variable."""
    made = f"A={encode.EnvValue(text)}\nB=1\n"
    plain = "A='plain'\nB=1\n"
    return same(environment_shape(made), environment_shape(plain)) and not unseen_in(made)


def proto(text: str) -> bool:
    """Comments, before a message that stays."""
    tokens = proto_shape(f"{encode.ProtoComment(text)}\nmessage A {{\n}}\n")
    return [one for one in tokens if one != "//"] == ["message", "A", "{", "}"]


def path(text: str) -> bool:
    """Below its root."""
    made = str(encode.PathText(text))
    return is_safe_path(made) and not made.startswith(("/", "~")) and ".." not in made.split("/")


def name(kind: Callable[[str], str]) -> Callable[[str], bool]:
    """A checker for an encoder that makes or takes names."""

    def holds(text: str) -> bool:
        return re.fullmatch(r"[A-Za-z_][\w.]*", kind(text), re.ASCII) is not None

    return holds


def distribution(text: str) -> bool:
    """Words of letters and digits, joined by hyphens."""
    return re.fullmatch(r"[a-z0-9]+([-_]+[a-z0-9]+)*", DistributionName(text)) is not None


def field(text: str) -> bool:
    """A field whose words are names."""
    made = encode.ProtoField((text, text), 1)
    return re.fullmatch(r"\w[\w.]* \w[\w.]* = 1;", made, re.ASCII) is not None


HOLDS: dict[str, Callable[[str], bool]] = {
    "CommentText": python_comment,
    "ComposeValue": compose,
    "DocNames": python_doc(lambda text: encode.DocNames([(text, Place("s.yaml"))] * 2)),
    "DocText": python_doc(encode.DocText),
    "DockerWord": docker,
    "DottedName": name(encode.DottedName),
    "EnvValue": environment,
    "HtmlText": hypertext,
    "Identifier": name(encode.Identifier),
    "JsonValue": as_json,
    "Literal": literal,
    "MarkdownCode": markdown_code,
    "MarkdownText": markdown,
    "PathText": path,
    "ProtoComment": proto,
    "ProtoField": field,
    "ProtoName": name(encode.ProtoName),
    "ShellWord": shell,
    "SystemdValue": unit,
    "TomlKey": toml,
    "TomlValue": toml,
    "YamlValue": lambda text: flow(str(encode.YamlValue(text)), text),
    "class": name(ClassName),
    "constant": name(ConstantName),
    "distribution": distribution,
    "function": name(FunctionName),
    "module": name(ModulePath),
}


def broken(payload: Payload, holds: Callable[[str], bool]) -> bool:
    """Whether an encoder neither refuses a text nor holds it."""
    try:
        return not holds(payload.text)
    except EncodeError:
        return False
