"""Tags for every resource that can have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi import ResourceTransformation, ResourceTransformationArgs, ResourceTransformationResult

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUP = "aws:autoscaling/group:Group"


def tagging(tags: Mapping[str, str]) -> ResourceTransformation:
    """A transformation that gives its resource, and all below it, the tags; a resource's own tags win.

    The SDK applies it before it registers. Of `transforms` the engine calls one back for each resource, as whatever
    stands in for an engine would have to; that is worth it only for components in other languages.
    """

    def tag(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        own = args.props.get("tags")
        if args.type_ == GROUP and isinstance(own, list):  # its tags are a list, and go on to instances
            more = [{"key": key, "value": value, "propagate_at_launch": True} for key, value in tags.items()]
            return ResourceTransformationResult({**args.props, "tags": [*more, *own]}, args.opts)
        if args.type_.startswith("aws:") and "tags" in args.props and (own is None or isinstance(own, dict)):
            return ResourceTransformationResult({**args.props, "tags": {**tags, **(own or {})}}, args.opts)
        return None

    return tag
