"""What can be called: catalogue and extension functions, own and partner operations."""

from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.language.types import TypeRef

__all__ = ["PartnerOperation", "Signature", "SignatureParameter"]


@dataclass(frozen=True, slots=True)
class SignatureParameter:
    """A parameter: `name` in schemas, `identifier` in Python."""

    name: str
    identifier: str
    type: TypeRef
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A callable: `name` as schemas write it, `function` as Python does, `module` where it lives.

    `unreadable` says why the source could not be understood; such a function cannot be used.
    """

    name: str
    function: str
    module: str
    parameters: tuple[SignatureParameter, ...]
    returns: TypeRef
    is_async: bool = False
    summary: str = ""
    unreadable: str = ""
    place: Place | None = None

    def parameter(self, name: str) -> SignatureParameter | None:
        """The parameter a schema calls `name`, or None."""
        return next((one for one in self.parameters if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerOperation:
    """An operation of another agent, reached through a typed client."""

    agent: str
    signature: Signature
    client_class: str
    client_module: str
    place: Place | None = None
