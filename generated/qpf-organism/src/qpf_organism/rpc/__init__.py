"""gRPC without code generation: services are declared, descriptors are made at run time."""

from qpf_organism.rpc.client import RpcClient
from qpf_organism.rpc.declaration import FieldKind, RpcField, RpcMethod, RpcService
from qpf_organism.rpc.descriptors import file_descriptor
from qpf_organism.rpc.handler import Gate
from qpf_organism.rpc.messages import Messages
from qpf_organism.rpc.part import rpc_part
from qpf_organism.rpc.server import RpcOptions, RpcServer

__all__ = [
    "FieldKind",
    "Gate",
    "Messages",
    "RpcClient",
    "RpcField",
    "RpcMethod",
    "RpcOptions",
    "RpcServer",
    "RpcService",
    "file_descriptor",
    "rpc_part",
]
