"""All encoders: one class for each context a schema value can be printed in.

Input: a value of the schema and its place. Output: text that is safe in that context and carries
the place. Promise: no value changes the structure of the file it is printed into.
"""

from qpf.model.encoded import Encoded, EncodeError
from qpf.views.encode_documents import (
    ComposeValue,
    HtmlText,
    JsonValue,
    MarkdownCode,
    MarkdownText,
    TomlKey,
    TomlValue,
    YamlValue,
)
from qpf.views.encode_names import DocNames
from qpf.views.encode_proto import ProtoComment, ProtoField, ProtoName
from qpf.views.encode_python import (
    Code,
    CommentText,
    DocText,
    DottedName,
    Identifier,
    Literal,
    Number,
)
from qpf.views.encode_shell import DockerWord, EnvValue, PathText, ShellWord, SystemdValue

__all__ = [
    "Code",
    "CommentText",
    "ComposeValue",
    "DocNames",
    "DocText",
    "DockerWord",
    "DottedName",
    "EncodeError",
    "Encoded",
    "EnvValue",
    "HtmlText",
    "Identifier",
    "JsonValue",
    "Literal",
    "MarkdownCode",
    "MarkdownText",
    "Number",
    "PathText",
    "ProtoComment",
    "ProtoField",
    "ProtoName",
    "ShellWord",
    "SystemdValue",
    "TomlKey",
    "TomlValue",
    "YamlValue",
]
