"""Domain names, their certificates, mappings and records.

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDomainName.html,
https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html and
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html
"""

from ...model.arguments import given, is_, items_beyond, like, longer, same_as, unlike, unset
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_NAME, _NAME_V2, _RECORD = "apigateway.DomainName", "apigatewayv2.DomainName", "route53.Record"
_MUTUAL = "mutualTlsAuthentication.truststoreUri"
_GUIDE = "apigateway/latest/developerguide"
_MUTUAL_TLS = f"{_GUIDE}/rest-api-mutual-tls.html"
_CHANGE = "Route53/latest/APIReference/API_ChangeResourceRecordSets.html"
_TRUSTSTORE = refusal(
    "endpoint-access/truststore-not-in-s3", Hop.DOMAIN,
    "The domain name's truststore is no object of S3",
    "BadRequestException, the truststore URI has to be s3://bucket/key",
    "Set truststoreUri to s3://BUCKET/KEY of a file of certificates in PEM.",
    _MUTUAL_TLS,
)  # fmt: skip
_IN_S3 = r"s3://[a-z0-9][a-z0-9.-]+/\S+"

ROWS = (
    Row(
        _NAME, unset("certificateArn", "regionalCertificateArn", "certificateBody", "regionalCertificateName"),
        refusal(
            "endpoint-access/domain-without-certificate", Hop.DOMAIN,
            "The domain name has no certificate",
            "BadRequestException, a certificate must be given",
            "Set regionalCertificateArn of a regional name, certificateArn of a private or edge-optimized one.",
            "apigateway/latest/api/API_CreateDomainName.html",
        ),
    ),
    Row(
        _NAME, given(_MUTUAL) & is_("endpointConfiguration.types", "EDGE", "PRIVATE"),
        refusal(
            "endpoint-access/mutual-tls-of-other-name", Hop.DOMAIN,
            "A domain name that is not regional is to ask clients for certificates",
            "BadRequestException, mutual TLS is supported for regional domain names only",
            "Set endpointConfiguration.types to REGIONAL, or leave out mutualTlsAuthentication.",
            _MUTUAL_TLS,
        ),
    ),
    Row(
        _NAME, given(_MUTUAL) & is_("securityPolicy", "TLS_1_0"),
        refusal(
            "endpoint-access/mutual-tls-of-old-policy", Hop.DOMAIN,
            "A domain name that takes TLS 1.0 is to ask clients for certificates",
            "BadRequestException, mutual TLS needs the security policy TLS_1_2",
            "Set securityPolicy to TLS_1_2.",
            _MUTUAL_TLS,
        ),
    ),
    Row(_NAME, unlike(_MUTUAL, _IN_S3), _TRUSTSTORE),
    Row(_NAME_V2, unlike(_MUTUAL, _IN_S3), _TRUSTSTORE),
    Row(
        "apigateway.BasePathMapping", like("basePath", r".*/.*"),
        refusal(
            "endpoint-access/base-path-of-several-parts", Hop.DOMAIN,
            "A base path mapping has a path of several parts, which V2 mappings alone have",
            "BadRequestException, API Gateway V1 doesn't support the slash character (/) in base path mappings",
            "Use aws:apigatewayv2/apiMapping:ApiMapping with a regional name of TLS_1_2, or a path of one part.",
            f"{_GUIDE}/rest-api-mappings.html",
        ),
    ),
    Row(
        "acm.Certificate", longer("domainName", 64),
        refusal(
            "endpoint-access/certificate-name-too-long", Hop.DOMAIN,
            "The certificate is for a name of more than 64 characters",
            "ValidationException, the first domain name can have 64 octets at most",
            "Set domainName to a shorter name, and the long one among subjectAlternativeNames.",
            "acm/latest/APIReference/API_RequestCertificate.html",
        ),
    ),
    Row(
        _RECORD, unset("records", "aliases"),
        refusal(
            "endpoint-access/record-without-value", Hop.DOMAIN,
            "The record leads nowhere",
            "InvalidInput, either an alias target or records must be given",
            "Set aliases, or records with ttl.",
            "Route53/latest/APIReference/API_ResourceRecordSet.html",
        ),
    ),
    Row(
        _RECORD, is_("type", "CNAME") & same_as("name", "name", "zoneId", "route53.Zone"),
        refusal(
            "endpoint-access/cname-at-apex", Hop.DOMAIN,
            "The zone's own name is to be a CNAME record",
            "InvalidChangeBatch, RRSet of type CNAME is not permitted at apex in zone",
            "Make an A record with aliases.",
            _CHANGE,
        ),
    ),
    Row(
        _RECORD, is_("type", "CNAME") & items_beyond("records", 1, 1),
        refusal(
            "endpoint-access/cname-of-several", Hop.DOMAIN,
            "A CNAME record has more than one value, or none",
            "InvalidChangeBatch, a CNAME record set has exactly one value",
            "Leave one value, or make records with a setIdentifier and a routing policy.",
            "Route53/latest/DeveloperGuide/ResourceRecordTypes.html",
        ),
    ),
)  # fmt: skip
