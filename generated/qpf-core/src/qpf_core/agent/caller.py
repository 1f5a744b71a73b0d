"""Who asks for an operation."""

from dataclasses import dataclass

from qpf_core.errors import Forbidden, Unauthenticated

SERVICE_ROLE = "service_token"
GOVERNANCE_ROLE = "governance_token"
_EVERY_ROLE = "*"


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated subject and the roles it proved."""

    subject: str
    roles: frozenset[str] = frozenset()

    @classmethod
    def trusted(cls, subject: str) -> "Caller":
        """Return a caller with every role: for code of the same process, never for a request."""
        return cls(subject, frozenset((_EVERY_ROLE,)))

    def holds(self, role: str) -> bool:
        """Tell whether the caller proved `role`."""
        return role in self.roles or _EVERY_ROLE in self.roles

    def through(self, agent: str) -> "Caller":
        """Return the caller as a partner sees it: `agent` in between adds its service role."""
        return Caller(f"{self.subject} via {agent}", self.roles | {SERVICE_ROLE})


def require_roles(caller: Caller | None, roles: tuple[str, ...]) -> None:
    """Pass a caller that holds every one of `roles`.

    Raises Unauthenticated when nobody is known and Forbidden when somebody is but lacks a role.
    """
    if not roles:
        return
    if caller is None:
        raise Unauthenticated("this operation needs credentials")
    for role in roles:
        if not caller.holds(role):
            raise Forbidden(f"this operation needs the role {role}")
