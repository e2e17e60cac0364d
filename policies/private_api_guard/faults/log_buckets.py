"""Buckets for the logs of load balancers: may these write there?

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
"""

from ..model.hop import Hop
from ..model.model import Model
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

REFUSED = Fault(
    id="load-balancer/log-bucket-refuses-writes",
    hop=Hop.LOAD_BALANCER,
    title="The load balancer is to write logs to a bucket whose policy does not let it",
    symptom=APPLY_FAILS.told(": InvalidConfigurationRequest, Access Denied for bucket, when the load balancer is made"),
    remedy="Give the bucket a policy (aws:s3/bucketPolicy:BucketPolicy) that allows s3:PutObject below prefix/AWSLogs/:"
    " to delivery.logs.amazonaws.com for a Network Load Balancer, to logdelivery.elasticloadbalancing.amazonaws.com"
    " for an Application Load Balancer. Name it in dependsOn of the load balancer.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-access-logs.html",
    not_modelled="buckets outside the stack, and conditions of the policy",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every load balancer of the stack."""
    for balancer in model.balancers.by_key.values():
        written = model.log_buckets.written_by(balancer)
        if not written.open:
            judge.report(REFUSED, balancer.key, written)
