"""What an organ is: a named part of an organism that looks at its health and does something."""

from qpf_organism.organ.protocol import Organ, Result, failure, is_success
from qpf_organism.organ.senses import clamped, known_senses, nearest, real, truth, whole

__all__ = [
    "Organ",
    "Result",
    "clamped",
    "failure",
    "is_success",
    "known_senses",
    "nearest",
    "real",
    "truth",
    "whole",
]
