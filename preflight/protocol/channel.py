"""gRPC channels as the engine opens them."""

import grpc

MESSAGE_LIMIT = 400 * 1024 * 1024
"""What the engine and the SDKs accept in one message, in bytes."""

CHANNEL_OPTIONS = [
    ("grpc.max_receive_message_length", MESSAGE_LIMIT),
    ("grpc.max_send_message_length", MESSAGE_LIMIT),
    ("grpc.enable_http_proxy", 0),
]


def code_of(error: grpc.RpcError) -> grpc.StatusCode | None:
    """Why a call failed."""
    return error.code() if isinstance(error, grpc.Call) else None


def details_of(error: grpc.RpcError) -> str:
    """What the other side said of a failed call."""
    return str(error.details()) if isinstance(error, grpc.Call) else str(error)
