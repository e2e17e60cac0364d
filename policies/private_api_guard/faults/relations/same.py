"""Both of the same: the API that a part and what it names belong to, the Region in which AWS looks for what is named.

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html and the reference of each other call.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from ...model.arguments import Read
from ...model.certificate import CERTIFICATE, region_of_certificate
from ...model.families import (
    AUTHORIZERS,
    BALANCER,
    CLUSTER,
    ENDPOINT,
    GROUPS,
    HTTP_API,
    LINK_V1,
    LINK_V2,
    LINKS,
    LISTENER,
    REST_API,
    SERVICE,
    SUBNETS,
    TARGET_GROUP,
    TASK_DEFINITION,
    VPCS,
)
from ...model.gateway.domain import HTTP_DOMAIN, REST_DOMAIN
from ...model.gateway.rest_method import INTEGRATION, METHOD, METHOD_RESPONSE, RESOURCE, RESPONSE
from ...model.hop import Hop
from ...model.model import Model
from ...model.relations import API_OF, REGION_OF, Shared, strays
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..refusal import refusal

_ELB = "elasticloadbalancing/latest"
_GUIDE = "apigateway/latest/developerguide"


class Same(NamedTuple):
    """That something and what it names share one thing, and the fault of two."""

    shared: Shared
    fault: Fault

    @property
    def reads(self) -> tuple[Read, ...]:
        """The types and properties that it reads."""
        return ((self.shared.family, self.shared.key),)


_OTHER_API = refusal(
    fault="integration/part-of-other-api",
    hop=Hop.INTEGRATION,
    title="A part of a REST API names a resource or validator of another API",
    error="NotFoundException, invalid Resource (RequestValidator) identifier specified",
    remedy="Take resource and validator from the same API as restApi.",
    source="apigateway/latest/api/API_PutMethod.html",
    not_modelled="APIs outside of the stack",
    covers=("integration/method-without-integration", "integration/integration-without-method"),
)
_elsewhere = partial(
    refusal,
    remedy="Make both in one Region: give both the same provider, or the same `region`.",
    not_modelled="Regions that are not known before the update",
)
_certificate = partial(
    _elsewhere,
    title="A certificate is taken that is in another Region",
    remedy="Take a certificate of us-east-1 for an edge-optimized domain name, for everything else one of its Region.",
)
_LISTENER_CERTIFICATE = _certificate(
    fault="load-balancer/certificate-of-other-region",
    hop=Hop.LISTENER,
    error="CertificateNotFound, or ValidationError for its ARN",
    source=f"{_ELB}/application/https-listener-certificates.html",
)
_NAME_CERTIFICATE = _certificate(
    fault="endpoint-access/certificate-of-other-region",
    hop=Hop.DOMAIN,
    error="BadRequestException, invalid certificate ARN",
    source=f"{_GUIDE}/how-to-custom-domains.html",
)
_WEB_ACL = _elsewhere(
    fault="endpoint-access/web-acl-of-other-region",
    hop=Hop.DEPLOYMENT,
    title="A web ACL of another Region is put on the stage of an API",
    error="WAFInvalidParameterException, the ARN isn't valid",
    source="waf/latest/APIReference/API_AssociateWebACL.html",
)
_API = _elsewhere(
    fault="deployment/api-of-other-region",
    hop=Hop.DEPLOYMENT,
    title="A part of an API is made in another Region than the API",
    error="NotFoundException, invalid API identifier specified",
    source="apigateway/latest/api/API_RestApi.html",
)
_LINK_TARGET = _elsewhere(
    fault="integration/link-target-of-other-region",
    hop=Hop.VPC_LINK,
    title="The VPC link (V1) leads to a load balancer of another Region",
    error="the link ends in status FAILED, the load balancer does not exist",
    source=f"{_GUIDE}/set-up-nlb-for-vpclink-using-console.html",
    covers=("integration/load-balancer-outside",),
)
_CALLED = _elsewhere(
    fault="integration/listener-of-other-region",
    hop=Hop.INTEGRATION,
    title="The integration calls by a VPC link of another Region, or a listener or service there",
    error="BadRequestException, invalid integration URI: it is of another Region",
    source=f"{_GUIDE}/http-api-develop-integrations-private.html",
)
_BALANCER = _elsewhere(
    fault="load-balancer/part-of-other-region",
    hop=Hop.LISTENER,
    title="A listener or rule is made in another Region than its load balancer",
    error="ValidationError, the ARN is not valid, or LoadBalancerNotFound",
    source=f"{_ELB}/APIReference/API_CreateListener.html",
)
_TARGET = _elsewhere(
    fault="targets/group-or-cluster-of-other-region",
    hop=Hop.TARGET,
    title="A target or service is made in another Region than its target group, cluster or task definition",
    error="TargetGroupNotFound, ClusterNotFoundException, or InvalidParameterException",
    source=f"{_ELB}/APIReference/API_RegisterTargets.html",
)
_NETWORK = _elsewhere(
    fault="targets/network-of-other-region",
    hop=Hop.NETWORK,
    title="Something is made in a VPC or subnet of another Region",
    error="InvalidVpcID.NotFound or InvalidSubnetID.NotFound",
    source="vpc/latest/userguide/how-it-works.html",
)
_KEY = _elsewhere(
    fault="targets/key-of-other-region",
    hop=Hop.TARGET,
    title="A KMS key of another Region is to encrypt",
    error="InvalidKeyId of a parameter, KMSKeyNotAccessibleFault of a database",
    source="kms/latest/developerguide/multi-region-keys-overview.html",
)
_LOG_KEY = _elsewhere(
    fault="observability/key-of-other-region",
    hop=Hop.DEPLOYMENT,
    title="A KMS key of another Region is to encrypt the log group",
    error="InvalidParameterException, the specified KMS key does not exist or is not allowed",
    source="AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
)
_TOPIC = _elsewhere(
    fault="observability/topic-of-other-region",
    hop=Hop.TARGET_GROUP,
    title="The alarm is to tell a topic of another Region",
    error="ValidationError, invalid region specified, only that of the alarm is supported",
    source="AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
)
_KEYS = ("kms.Key", "kms.ReplicaKey", "kms.Alias")
_OF_API = (RESOURCE, REST_API)


def _rows(fault: Fault, key: str, named: tuple[str, ...], *families: str, service: str = "") -> Iterator[Same]:
    """That what some families name by a property is in their Region."""
    for family in families:
        shared = Shared(family=family, key=key, families=named, owner=REGION_OF, service=service)
        yield Same(shared, fault)


ROWS = (
    *(
        Same(Shared(family=family, key=key, families=named, owner=API_OF), _OTHER_API)
        for family, key, named in (
            (RESOURCE, "parentId", _OF_API),
            (METHOD, "resourceId", _OF_API),
            (METHOD, "requestValidatorId", ("apigateway.RequestValidator",)),
            (INTEGRATION, "resourceId", _OF_API),
            (METHOD_RESPONSE, "resourceId", _OF_API),
            (RESPONSE, "resourceId", _OF_API),
        )
    ),
    *_rows(_LISTENER_CERTIFICATE, "certificateArn", CERTIFICATE, LISTENER, "lb.ListenerCertificate", service="acm"),
    *_rows(_NAME_CERTIFICATE, "regionalCertificateArn", CERTIFICATE, REST_DOMAIN, service="acm"),
    *_rows(_NAME_CERTIFICATE, "domainNameConfiguration.certificateArn", CERTIFICATE, HTTP_DOMAIN, service="acm"),
    Same(
        Shared(
            family=REST_DOMAIN, key="certificateArn", families=CERTIFICATE, owner=REGION_OF, service="acm",
            wanted=region_of_certificate,
        ),
        _NAME_CERTIFICATE,
    ),
    *_rows(_WEB_ACL, "webAclArn", ("wafv2.WebAcl",), "wafv2.WebAclAssociation", service="wafv2"),
    *_rows(
        _API, "restApi", (REST_API,), RESOURCE, METHOD, INTEGRATION, METHOD_RESPONSE, RESPONSE, AUTHORIZERS[0],
        "apigateway.Deployment", "apigateway.Stage", "apigateway.RequestValidator", "apigateway.MethodSettings",
    ),
    *_rows(_API, "restApiId", (REST_API,), "apigateway.RestApiPolicy"),
    *_rows(
        _API, "apiId", (HTTP_API,), "apigatewayv2.Route", "apigatewayv2.Integration", AUTHORIZERS[1],
        "apigatewayv2.Deployment", "apigatewayv2.Stage",
    ),
    *_rows(_LINK_TARGET, "targetArn", (BALANCER,), LINK_V1, service="elasticloadbalancing"),
    *_rows(_CALLED, "connectionId", LINKS, INTEGRATION, "apigatewayv2.Integration"),
    *_rows(_CALLED, "integrationUri", (LISTENER,), "apigatewayv2.Integration", service="elasticloadbalancing"),
    *_rows(
        _CALLED, "integrationUri", ("servicediscovery.Service",), "apigatewayv2.Integration", service="servicediscovery"
    ),
    *_rows(_BALANCER, "loadBalancerArn", (BALANCER,), LISTENER, service="elasticloadbalancing"),
    *_rows(_BALANCER, "listenerArn", (LISTENER,), "lb.ListenerRule", service="elasticloadbalancing"),
    *_rows(_TARGET, "targetGroupArn", (TARGET_GROUP,), "lb.TargetGroupAttachment", service="elasticloadbalancing"),
    *_rows(_TARGET, "cluster", (CLUSTER,), SERVICE, service="ecs"),
    *_rows(_TARGET, "taskDefinition", (TASK_DEFINITION,), SERVICE, service="ecs"),
    *_rows(_NETWORK, "vpcId", VPCS, *SUBNETS[:1], *GROUPS[:1], ENDPOINT, TARGET_GROUP, "ec2.RouteTable"),
    *_rows(_NETWORK, "subnetIds", SUBNETS, LINK_V2, ENDPOINT),
    *_rows(_NETWORK, "subnets", SUBNETS, BALANCER),
    *_rows(_NETWORK, "networkConfiguration.subnets", SUBNETS, SERVICE),
    *_rows(_NETWORK, "vpcConfig.subnetIds", SUBNETS, "lambda.Function"),
    *_rows(_KEY, "keyId", _KEYS, "ssm.Parameter", service="kms"),
    *_rows(_KEY, "kmsKeyId", _KEYS, "rds.Instance", "rds.Cluster", service="kms"),
    *_rows(_LOG_KEY, "kmsKeyId", _KEYS, "cloudwatch.LogGroup", service="kms"),
    *(
        row
        for key in ("alarmActions", "okActions", "insufficientDataActions")
        for row in _rows(_TOPIC, key, ("sns.Topic",), "cloudwatch.MetricAlarm", service="sns")
    ),
)  # fmt: skip


def check(model: Model, judge: Judge) -> None:
    """Asks everything that names something."""
    for row in ROWS:
        for stray in strays(model.stack, row.shared):
            judge.report(row.fault, stray.resource.urn, closed(stray.told))
