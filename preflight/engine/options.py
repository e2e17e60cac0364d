"""Resource options, from what a program sent to what a pack is told."""

from pulumi.runtime.proto import resource_pb2

from preflight.protocol.resource import Options

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def told(sent: resource_pb2.TransformResourceOptions) -> Options:
    """The options of a registration, after its transforms."""
    return Options(
        protect=sent.protect,
        ignore_changes=tuple(sent.ignore_changes),
        delete_before_replace=sent.delete_before_replace if sent.HasField("delete_before_replace") else None,
        additional_secret_outputs=tuple(sent.additional_secret_outputs),
        replace_on_changes=tuple(sent.replace_on_changes),
        replace_with=tuple(sent.replace_with),
        retain_on_delete=sent.retain_on_delete,
        deleted_with=sent.deleted_with,
        timeouts={
            name: _seconds(text)
            for name in ("create", "update", "delete")
            if (text := getattr(sent.custom_timeouts, name))
        },
    )


def _seconds(text: str) -> float:
    unit = _SECONDS.get(text[-1:])
    try:
        return float(text[:-1]) * unit if unit else float(text)
    except ValueError:
        return 0.0
