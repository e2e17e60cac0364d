"""Buckets to which load balancers write logs: may Elastic Load Balancing write there?

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-connection-logging.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-access-logs.html
"""

from collections.abc import Iterator
from typing import Final

from ..elsewhere import Elsewhere
from ..iam.policy_document import PolicyDocument, policy_document
from ..iam.request import ResourceArn
from ..values import Reader, Resource, Stack
from ..verdict import Verdict, closed, every, opened, some
from .load_balancer import LoadBalancer

_LOGS: Final = ("accessLogs", "connectionLogs", "healthCheckLogs")
BUCKETS: Final = ("s3.Bucket", "s3.BucketV2")
_POLICY: Final = "s3.BucketPolicy"
_WRITE: Final = ("s3:PutObject",)
# Who writes the logs of a Network Load Balancer. Those of an Application Load Balancer come from an account of AWS's,
# or from another service, and never from this one.
_DELIVERY: Final = "delivery.logs.amazonaws.com"
_ANYBODY: Final = "*"


class LogBuckets(Reader):
    """Answers for the load balancers of one stack."""

    def __init__(self, stack: Stack, elsewhere: Elsewhere) -> None:
        super().__init__(stack)
        self._elsewhere = elsewhere

    def written_by(self, balancer: LoadBalancer) -> Verdict:
        """Whether each bucket of the stack that a load balancer logs to has a policy that lets it write."""
        return every(self._admits(balancer, bucket, path) for bucket, path in self._logged_to(balancer))

    def _logged_to(self, balancer: LoadBalancer) -> Iterator[tuple[Resource, str]]:
        """The buckets to which a load balancer is known to write, and the paths of the objects."""
        for key in _LOGS:
            block = balancer.properties.block(key)
            if balancer.resource is None or not block.flag("enabled").is_(True).open:
                continue
            bucket = self._stack.refer_value(balancer.resource, key, block.text("bucket"), *BUCKETS).one
            prefix = block.text("prefix").unless("").or_else("").known
            if bucket is not None:
                yield bucket, "*" if prefix is None else f"{prefix.strip('/')}/AWSLogs/*".lstrip("/")

    def _admits(self, balancer: LoadBalancer, bucket: Resource, path: str) -> Verdict:
        arn = ResourceArn(f"arn:*:s3:::{_name(bucket)}/{path}", f"{bucket.name}/{path}", bucket.urn)
        policies = [
            every([meant.meaning(bucket.urn), _lets_write(each, arn, delivery=balancer.network)])
            for each, meant in self._stack.referring(_POLICY, "bucket", *BUCKETS)
        ]
        if not bucket.value("policy").holds(bool).closed:
            policies.append(_lets_write(bucket, arn, delivery=balancer.network))
        lacks = closed(f"{balancer.name} writes logs to {bucket.name}, which has no policy that lets it")
        return some([*policies, *self._elsewhere.puts(bucket.urn), lacks])


def _name(bucket: Resource) -> str:
    given = bucket.text("bucket").unless("")
    return (bucket.computed("bucket") if given.absent else given).known or "*"


def _lets_write(resource: Resource, arn: ResourceArn, *, delivery: Verdict) -> Verdict:
    """Whether a policy lets the service that writes the logs put objects; what is not known yet is presumed to."""
    document = policy_document(resource, "policy").known
    if document is None:
        return opened()
    meant = tuple(each for each in document.statements if each.denies or _for(each.principals, delivery))
    answer = PolicyDocument(meant).permits(_WRITE, arn, resource.name)
    return answer.because(f"{resource.name}: {document}", *answer.evidence) if answer.closed else opened()


def _for(principals: tuple[str, ...], delivery: Verdict) -> bool:
    """Whether a statement may be for whoever writes the logs of a kind of load balancer."""
    if not principals or _ANYBODY in principals:
        return True
    if delivery.open:
        return _DELIVERY in principals
    return delivery.unknown or any(each != _DELIVERY for each in principals)
