"""Rules of types; the language checks what each field means."""

from qpf.sections.section import no_check as check

__all__ = ["check"]
