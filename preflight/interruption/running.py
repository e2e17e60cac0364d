"""What requests see of changes to what answers them, and to the network in which it runs."""

from preflight.interruption.effect import Effect

_SUBNET = ("aws:ec2/subnet:Subnet",)
_SERVICE = ("aws:ecs/service:Service",)
_TASK = ("aws:ecs/taskDefinition:TaskDefinition",)
_INSTANCE = ("aws:ec2/instance:Instance",)
_SCALING = ("aws:autoscaling/group:Group",)
_DATABASE = ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:rds/clusterInstance:ClusterInstance")
_ENDPOINT = ("aws:ec2/vpcEndpoint:VpcEndpoint",)
_FUNCTION = ("aws:lambda/function:Function",)
_PERMISSION = ("aws:lambda/permission:Permission",)
_GROUP = ("aws:ec2/securityGroup:SecurityGroup",)
_RULES = (
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
)
_OLD_RULES = ("aws:ec2/securityGroupRule:SecurityGroupRule",)
_ROLLING = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html"
_RESIZE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html"
_REFRESH = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html"
_MODIFY = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html"
_TRACKING = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html"
_GROUPS = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
_DNS = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html"
_PERMISSIONS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html"
_HEALTH = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html"
_SUBNETS = "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"
_NO_TARGET = "{unreachable} (behind an Application Load Balancer 503 Service Temporarily Unavailable): nothing answers"
_CUT = "{unreachable}: new connections to what still listens as before are not let in"

ROWS = (
    Effect(
        _SERVICE,
        "replace",
        "survives",
        "the new service is registered beside the old one, which goes last",
        source=_ROLLING,
    ),
    Effect(_SERVICE, "old first", "interrupts", _NO_TARGET, "until tasks of the new service are healthy", _ROLLING),
    Effect(
        _SERVICE,
        "update",
        "interrupts",
        _NO_TARGET,
        "until a new task is healthy: no old one has to stay",
        _ROLLING,
        changed=frozenset({"taskDefinition", "loadBalancers", "networkConfiguration", "forceNewDeployment"}),
        where={"deploymentMinimumHealthyPercent": (0,)},
    ),
    Effect(
        _SERVICE,
        "update",
        "survives",
        "old tasks go when new ones are healthy",
        source=_ROLLING,
        changed=frozenset({"taskDefinition", "loadBalancers", "networkConfiguration", "forceNewDeployment"}),
    ),
    *(
        Effect(_TASK, way, "survives", "running tasks stay until the service has new ones", source=_ROLLING)
        for way in ("replace", "old first")
    ),
    Effect(
        _INSTANCE,
        "replace",
        "interrupts",
        f"{_NO_TARGET}, since nothing waits for the new instance's health before the old one goes",
        "until it is healthy",
        _HEALTH,
    ),
    Effect(_INSTANCE, "old first", "interrupts", _NO_TARGET, "until the new instance is healthy", _HEALTH),
    Effect(
        _INSTANCE,
        "update",
        "interrupts",
        f"{_NO_TARGET}, since the instance is stopped for the change",
        "until it runs again and is healthy",
        _RESIZE,
        changed=frozenset({"instanceType", "userData", "userDataBase64", "ebsOptimized"}),
    ),
    Effect(_SCALING, "replace", "survives", "the new group has its instances before the old one goes", source=_REFRESH),
    Effect(_SCALING, "old first", "interrupts", _NO_TARGET, "until instances of the new group are healthy", _HEALTH),
    *(
        Effect(
            _DATABASE,
            way,
            "interrupts",
            "requests that need the database fail, or find an empty one: nothing of the old one is in it",
            "until it is there and somebody restored the data",
            _MODIFY,
        )
        for way in ("replace", "old first")
    ),
    Effect(
        _DATABASE,
        "update",
        "interrupts",
        "requests that need the database fail",
        "until it runs again: seconds with a standby, some minutes without",
        _MODIFY,
        changed=frozenset({"instanceClass", "engineVersion", "parameterGroupName", "multiAz"}),
        where={"applyImmediately": (True,)},
    ),
    Effect(
        _DATABASE,
        "update",
        "survives",
        "it is applied in the next maintenance window, in which requests that need the database fail for a while",
        source=_MODIFY,
        changed=frozenset({"instanceClass", "engineVersion", "parameterGroupName"}),
    ),
    Effect(
        _ENDPOINT,
        "replace",
        "stops",
        "a VPC has one endpoint with private DNS for a service, and this one is still there: AWS refuses the new one, "
        "and the update ends there",
        source=_DNS,
        where={"privateDnsEnabled": (True,)},
        stays="aws:ec2/vpc:Vpc",
    ),
    Effect(
        _ENDPOINT,
        "replace",
        "moves",
        "clients in the network of before reach the API no more once the old endpoint is gone",
        source=_DNS,
    ),
    Effect(
        _ENDPOINT,
        "delete",
        "moves",
        "clients of the VPC reach the API no more through this endpoint, once it is gone",
        source=_DNS,
    ),
    Effect(
        _ENDPOINT,
        "old first",
        "interrupts",
        "the API's name is not found in the VPC, or leads to addresses that nobody answers at",
        "until the new endpoint is available and the API's policy names it",
        _DNS,
    ),
    Effect(
        _RULES,
        "update",
        "interrupts",
        _CUT,
        "until what is to answer now is healthy",
        _TRACKING,
        changed=frozenset({"fromPort", "toPort", "ipProtocol", "referencedSecurityGroupId", "cidrIpv4", "cidrIpv6"}),
    ),
    Effect(
        (*_RULES, *_OLD_RULES),
        "replace",
        "survives",
        "the new rule is there before the old one goes, last",
        source=_GROUPS,
    ),
    Effect((*_RULES, *_OLD_RULES), "old first", "interrupts", _CUT, "until the new rule is there", _TRACKING),
    Effect(
        _GROUP,
        "replace",
        "interrupts",
        f"{_CUT}: what uses the group has the new one before that has all rules",
        "until its rules are there",
        _GROUPS,
        used_by=("aws:lb/loadBalancer:LoadBalancer", *_ENDPOINT, *_INSTANCE),
    ),
    Effect(
        _GROUP, "replace", "survives", "what runs keeps the old one until what has the new one is there", source=_GROUPS
    ),
    Effect(_SUBNET, "replace", "survives", "the new one is there before the old one goes", source=_SUBNETS),
    Effect(
        _GROUP,
        "old first",
        "stops",
        "AWS deletes no security group that something uses (DependencyViolation): the update ends there",
        source=_GROUPS,
    ),
    Effect(
        _FUNCTION,
        "replace",
        "survives",
        "what calls it gets the new one before the old one goes",
        source=_PERMISSIONS,
    ),
    Effect(
        (*_FUNCTION, *_PERMISSION),
        "old first",
        "interrupts",
        '500 {"message":null} of every request that it decides about',
        "until it is there again",
        _PERMISSIONS,
    ),
    Effect(_PERMISSION, "replace", "survives", "the new one is there before the old one goes", source=_PERMISSIONS),
)
