"""Protocols and pipelines over HTTP."""

from qpf_fabric.http.router import Faces, protocol_router

__all__ = ["Faces", "protocol_router"]
