"""What requests see of changes to API Gateway's resources."""

from preflight.interruption.effect import Effect

_REST, _HTTP = "aws:apigateway/", "aws:apigatewayv2/"
_CALL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html"
_DEPLOY = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html"
_DELETE_DEPLOYMENT = "https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDeployment.html"
_DELETE_LINK = "https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteVpcLink.html"
_CERTIFICATES = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html"
)
_DOMAINS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html"
_KEYS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
_KINDS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-api-migration.html"
_LINKS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html"
_STAGES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html"
_NO_KEY = '403 {"message":"Forbidden"} of what is called with the old key'

_APIS = (f"{_REST}restApi:RestApi", f"{_HTTP}api:Api")
_STAGE_TYPES = (f"{_REST}stage:Stage", f"{_HTTP}stage:Stage")
_SHAPES = (
    f"{_REST}resource:Resource",
    f"{_REST}method:Method",
    f"{_REST}methodResponse:MethodResponse",
    f"{_REST}integration:Integration",
    f"{_REST}integrationResponse:IntegrationResponse",
    f"{_REST}authorizer:Authorizer",
    f"{_REST}model:Model",
    f"{_REST}requestValidator:RequestValidator",
    f"{_REST}response:Response",
    f"{_REST}restApiPolicy:RestApiPolicy",
)
_KEY = (f"{_REST}apiKey:ApiKey",)
_PLAN = (f"{_REST}usagePlan:UsagePlan",)
_PLAN_KEY = (f"{_REST}usagePlanKey:UsagePlanKey",)
_DEPLOYMENTS = (f"{_REST}deployment:Deployment", f"{_HTTP}deployment:Deployment")
_VPC_LINKS = (f"{_REST}vpcLink:VpcLink", f"{_HTTP}vpcLink:VpcLink")
_HTTP_SHAPES = (f"{_HTTP}integration:Integration", f"{_HTTP}route:Route", f"{_HTTP}authorizer:Authorizer")
_DOMAIN_TYPES = (f"{_REST}domainName:DomainName", f"{_HTTP}domainName:DomainName")
_MAPPINGS = (f"{_REST}basePathMapping:BasePathMapping", f"{_HTTP}apiMapping:ApiMapping")
_URL = "the API has another id, and so another URL; the old one answers 403 Forbidden once it is gone"
_PATH = "the stage has another URL; the old one answers 403 Forbidden once it is gone"
_SERVED = "the stage serves the deployment that it has; what changes is seen with the next one"
_NAME = "callers of the old name find nothing there once it is gone"

ROWS = (
    *(Effect(_APIS, way, "moves", _URL, source=_CALL) for way in ("replace", "old first", "delete")),
    Effect(
        _APIS,
        "update",
        "moves",
        "the API is open to another kind of clients at once, and answers those of before with 403 Forbidden",
        source=_KINDS,
        changed=frozenset({"endpointConfiguration.types"}),
    ),
    *(Effect(_STAGE_TYPES, way, "moves", _PATH, source=_CALL, unless=_APIS) for way in ("replace", "delete")),
    Effect(
        _STAGE_TYPES,
        "update",
        "moves",
        "backends are shown another client certificate at once, or none: one that asks for the old one refuses it all",
        source=_CERTIFICATES,
        changed=frozenset({"clientCertificateId"}),
    ),
    Effect(
        _STAGE_TYPES,
        "old first",
        "interrupts",
        "403 Forbidden of every request to the stage",
        "until the new stage is there",
        _CALL,
    ),
    Effect(
        _DEPLOYMENTS,
        "replace",
        "survives",
        "the stage serves the old deployment until it is given the new one",
        source=_DEPLOY,
    ),
    Effect(
        _DEPLOYMENTS,
        "old first",
        "stops",
        "AWS deletes no deployment that a stage serves: the update ends there, and the stage goes on with the old one",
        source=_DELETE_DEPLOYMENT,
    ),
    *(Effect(_SHAPES, way, "survives", _SERVED, source=_DEPLOY) for way in ("replace", "old first")),
    Effect(
        _HTTP_SHAPES,
        "replace",
        "survives",
        "the new one is there before the routes are given it",
        source=_STAGES,
    ),
    Effect(
        _HTTP_SHAPES,
        "old first",
        "interrupts",
        '404 {"message":"Not Found"} of the route',
        "until it is there again, and the stage deployed it",
        _STAGES,
    ),
    Effect(
        (f"{_REST}vpcLink:VpcLink",),
        "replace",
        "stops",
        "AWS deletes no link that a stage's deployment uses, and none is made with the new one: the update ends there, "
        "and requests go on through the old one",
        source=_DELETE_LINK,
        deployed=f"{_REST}deployment:Deployment",
    ),
    Effect(
        _VPC_LINKS,
        "replace",
        "survives",
        "the new link is available before integrations are given it",
        source=_LINKS,
    ),
    Effect(
        _VPC_LINKS,
        "old first",
        "stops",
        "AWS deletes no link that an integration uses: the update ends there, and requests go on through the old one",
        source=_DELETE_LINK,
    ),
    Effect(
        _KEY,
        "replace",
        "moves",
        f"the key has another value; both are valid until the old one goes, last; then {_NO_KEY}",
        source=_KEYS,
    ),
    Effect(
        _KEY,
        "old first",
        "interrupts",
        _NO_KEY,
        "for good: the new key is another one, and the first is gone before callers can have it",
        _KEYS,
    ),
    Effect(_KEY, "delete", "moves", f"{_NO_KEY}, once it is gone", source=_KEYS),
    Effect(
        _KEY,
        "update",
        "interrupts",
        '403 {"message":"Forbidden"} of what is called with the key',
        "until it is enabled again",
        _KEYS,
        changed=frozenset({"enabled"}),
        where={"enabled": (True, None)},
    ),
    Effect(
        _PLAN_KEY,
        "replace",
        "survives",
        "the new key is in the plan before the old one leaves it",
        source=_KEYS,
    ),
    Effect(
        _PLAN_KEY,
        "old first",
        "interrupts",
        _NO_KEY,
        "until the plan has a key again",
        _KEYS,
    ),
    Effect(_PLAN_KEY, "delete", "moves", f"{_NO_KEY}, once it is gone", source=_KEYS, unless=(*_KEY, *_APIS)),
    Effect(
        _PLAN,
        "old first",
        "interrupts",
        '403 {"message":"Forbidden"} of every request that needs a key',
        "until the new plan has its stages and keys",
        _KEYS,
    ),
    Effect(
        _PLAN,
        "replace",
        "survives",
        "the new plan is there before the old one goes",
        source=_KEYS,
    ),
    Effect(_PLAN, "delete", "moves", f"{_NO_KEY}, once it is gone", source=_KEYS, unless=(*_KEY, *_APIS)),
    *(Effect(_DOMAIN_TYPES, way, "moves", _NAME, source=_DOMAINS) for way in ("replace", "delete")),
    Effect(
        _DOMAIN_TYPES,
        "old first",
        "interrupts",
        "403 Forbidden of every request to the name",
        "until the new domain has its mapping and its record",
        _DOMAINS,
    ),
    Effect(
        _DOMAIN_TYPES,
        "update",
        "survives",
        "the domain answers with the certificate of before until it has the new one",
        source=_DOMAINS,
        changed=frozenset({"certificateArn", "regionalCertificateArn", "domainNameConfiguration"}),
    ),
    *(
        Effect(_MAPPINGS, way, "survives", "the new mapping is there before the old one goes", source=_DOMAINS)
        for way in ("replace",)
    ),
    Effect(
        _MAPPINGS,
        "old first",
        "interrupts",
        "403 Forbidden of every request to the name",
        "until the mapping is there again",
        _DOMAINS,
    ),
    Effect(
        _MAPPINGS,
        "delete",
        "moves",
        "403 Forbidden of requests to the name, once the mapping is gone",
        source=_DOMAINS,
        unless=_DOMAIN_TYPES,
    ),
)
