"""What requests see of changes to load balancers, and to what listens and answers there."""

from preflight.interruption.effect import Effect

_BALANCER = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
_LISTENER = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
_RULE = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")
_GROUP = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
_TARGET = ("aws:lb/targetGroupAttachment:TargetGroupAttachment", "aws:alb/targetGroupAttachment:TargetGroupAttachment")
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/"
_LIMITS = f"{_ELB}network/load-balancer-limits.html"
_HEALTH = f"{_ELB}network/target-group-health-checks.html"
_DELETE_GROUP = f"{_ELB}APIReference/API_DeleteTargetGroup.html"
_DELETION = f"{_ELB}network/network-load-balancers.html"
_LISTENERS = f"{_ELB}network/load-balancer-listeners.html"
_REGISTER = f"{_ELB}network/target-group-register-targets.html"
_UNDELETED = (
    "AWS deletes no load balancer with deletion protection: the update ends there, with what it made before in place"
)

ROWS = (
    *(
        Effect(_BALANCER, way, "stops", _UNDELETED, source=_DELETION, where={"enableDeletionProtection": (True,)})
        for way in ("old first", "replace")
    ),
    Effect(
        _BALANCER,
        "old first",
        "interrupts",
        "{unreachable}: nothing listens",
        "until the new load balancer is active, some minutes, and requests are led to its name",
        _DELETION,
    ),
    Effect(
        _BALANCER,
        "replace",
        "survives",
        "requests go on through the old one until what leads to it has the new one's name",
        source=_DELETION,
    ),
    *(
        Effect(
            _LISTENER,
            way,
            "stops",
            "a target group belongs to one load balancer, and this one is still the old one's: AWS refuses the new "
            "listener (TargetGroupAssociationLimit), and the update ends there",
            source=_LIMITS,
            changed=frozenset({"loadBalancerArn"}),
            stays=_GROUP[0],
        )
        for way in ("replace",)
    ),
    Effect(
        _LISTENER, "replace", "survives", "the old one goes when requests are led to the new one", source=_LISTENERS
    ),
    Effect(
        _LISTENER,
        "old first",
        "interrupts",
        "{unreachable}: nothing listens",
        "until the new listener is there",
        _LISTENERS,
    ),
    Effect(
        _LISTENER,
        "update",
        "interrupts",
        "{unreachable}: requests are still sent to the old port",
        "until the API is deployed with the new one",
        _LISTENERS,
        changed=frozenset({"port"}),
    ),
    Effect(_RULE, "replace", "survives", "the old one goes when the new one is there", source=_LISTENERS),
    Effect(
        _RULE, "old first", "interrupts", "the listener's default answer", "until the rule is there again", _LISTENERS
    ),
    Effect(
        _GROUP,
        "old first",
        "stops",
        "AWS deletes no target group that a listener forwards to (ResourceInUse): the update ends there, and requests "
        "go on to the old one",
        source=_DELETE_GROUP,
    ),
    Effect(
        _GROUP,
        "replace",
        "interrupts",
        "{unreachable} (behind an Application Load Balancer 503 Service Temporarily Unavailable): the listener "
        "forwards to the new group before anything answers there",
        "until its targets are registered and healthy{healthy}",
        _HEALTH,
        used_by=(*_LISTENER, *_RULE),
    ),
    Effect(
        _GROUP,
        "create",
        "interrupts",
        "{unreachable}: requests are led to the new group before anything answers there, as nothing waits for it",
        "until its targets are registered and healthy{healthy}",
        _HEALTH,
    ),
    Effect(
        _GROUP,
        "replace",
        "interrupts",
        "{unreachable}: targets leave the old group before requests are led to the new one",
        "until the API is deployed with what leads there",
        _HEALTH,
        used_by=("aws:ecs/service:Service", "aws:autoscaling/group:Group"),
    ),
    Effect(_GROUP, "replace", "survives", "targets are in the new group before requests are led there", source=_HEALTH),
    Effect(
        _TARGET,
        "replace",
        "interrupts",
        "{unreachable}, now and then: the old target goes before health checks let the new one have requests",
        "until the new target is healthy",
        _REGISTER,
    ),
    Effect(
        _TARGET,
        "old first",
        "interrupts",
        "{unreachable}: the target is not registered",
        "until the new one is, and is healthy",
        _REGISTER,
    ),
)
