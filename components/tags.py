"""Tags for every resource that can have them."""

from collections.abc import Mapping

from pulumi import ResourceTransformation, ResourceTransformationArgs, ResourceTransformationResult

GROUP = "aws:autoscaling/group:Group"


def tagging(tags: Mapping[str, str]) -> ResourceTransformation:
    """A transformation that gives its resource, and all below it, the tags; a resource's own tags win."""

    def tag(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        if args.type_ == GROUP:  # its tags are a list, and go on to instances
            own = args.props.get("tags") or []
            more = [{"key": key, "value": value, "propagate_at_launch": True} for key, value in tags.items()]
            return ResourceTransformationResult({**args.props, "tags": [*more, *own]}, args.opts)
        if not args.type_.startswith("aws:") or "tags" not in args.props:
            return None
        return ResourceTransformationResult({**args.props, "tags": {**tags, **(args.props["tags"] or {})}}, args.opts)

    return tag
