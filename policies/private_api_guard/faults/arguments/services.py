"""Services of ECS.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
"""

from ...model.arguments import all_of, any_of, given, is_, is_not, items_beyond, named, names, unset
from ...model.families import ROLE, SERVICE, TASK_DEFINITION
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_CREATE = "AmazonECS/latest/APIReference/API_CreateService.html"
_VPC = "AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html"
_STRATEGY = "capacityProviderStrategies"
_ON_FARGATE = is_("launchType", "FARGATE")
_OF_FARGATE = is_("capacityProvider", "FARGATE", "FARGATE_SPOT")

ROWS = (
    Row(
        SERVICE, is_("deploymentController.type", None, "ECS", "CODE_DEPLOY") & unset("taskDefinition"),
        refusal(
            "targets/service-without-task-definition", Hop.TARGET,
            "The service says nothing of what it runs",
            "InvalidParameterException, TaskDefinition can not be blank",
            "Set taskDefinition; only a service of the deployment controller EXTERNAL has none.",
            _CREATE,
        ),
    ),
    Row(
        SERVICE, items_beyond("networkConfiguration.securityGroups", 0, 5),
        refusal(
            "targets/too-many-groups", Hop.TARGET,
            "The service gives its tasks more than five security groups",
            "InvalidParameterException",
            "Put the rules into five groups at most.",
            _VPC,
        ),
    ),
    Row(
        SERVICE, items_beyond("networkConfiguration.subnets", 1, 16),
        refusal(
            "targets/too-many-subnets", Hop.TARGET,
            "The service gives its tasks no subnet, or more than sixteen",
            "InvalidParameterException",
            "Name one to sixteen subnets.",
            _VPC,
            covers=("target-sources/no-egress-for-requests",),
        ),
    ),
    Row(
        SERVICE, given("launchType") & given(_STRATEGY),
        refusal(
            "targets/launch-type-beside-strategy", Hop.TARGET,
            "The service has a launch type and a capacity provider strategy",
            "InvalidParameterException, specifying both a launch type and capacity provider strategy is not supported",
            "Leave out launchType.",
            _CREATE,
        ),
    ),
    Row(
        SERVICE,
        any_of(_STRATEGY, _OF_FARGATE)
        & any_of(_STRATEGY, is_not("capacityProvider", "FARGATE", "FARGATE_SPOT")),
        refusal(
            "targets/strategy-of-two-kinds", Hop.TARGET,
            "The service's capacity provider strategy mixes Fargate and instances",
            "InvalidParameterException, the capacity provider strategy cannot contain a mix of capacity providers using"
            " Auto Scaling groups and Fargate",
            "Name Fargate's providers only, or those of instances only.",
            "AmazonECS/latest/developerguide/fargate-capacity-providers.html",
        ),
    ),
    Row(
        SERVICE, is_("schedulingStrategy", "DAEMON") & _ON_FARGATE,
        refusal(
            "targets/daemon-on-fargate", Hop.TARGET,
            "A service on Fargate is to run one task on every instance, and Fargate has no instances",
            "InvalidParameterException, the daemon scheduling strategy is not supported for the Fargate launch type",
            "Leave out schedulingStrategy, and set desiredCount.",
            _CREATE,
        ),
    ),
    Row(
        SERVICE, is_("schedulingStrategy", "DAEMON") & given(_STRATEGY),
        refusal(
            "targets/daemon-with-strategy", Hop.TARGET,
            "A service that runs one task on every instance has a capacity provider strategy",
            "InvalidParameterException, specifying a capacity provider strategy is not supported when you create a"
            " service using the DAEMON scheduling strategy",
            "Set launchType to EC2 in its place.",
            _CREATE,
        ),
    ),
    Row(
        SERVICE, given("platformVersion") & is_("launchType", "EC2", "EXTERNAL"),
        refusal(
            "targets/platform-version-on-instances", Hop.TARGET,
            "A service on instances has a platform version, which is Fargate's",
            "InvalidParameterException, the platform version must be null when specifying an EC2 launch type",
            "Leave out platformVersion.",
            _CREATE,
        ),
    ),
    Row(
        SERVICE, is_("deploymentController.type", "CODE_DEPLOY", "EXTERNAL") & given("deploymentCircuitBreaker.enable"),
        refusal(
            "targets/circuit-breaker-of-other-controller", Hop.TARGET,
            "A service that ECS does not deploy by itself has ECS's deployment circuit breaker",
            "InvalidParameterException, deployment circuit breaker is supported for the ECS deployment controller only",
            "Leave out deploymentCircuitBreaker, or set deploymentController.type to ECS.",
            "AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html",
        ),
    ),
    Row(
        SERVICE, (given("iamRole") | names("iamRole", ROLE)) & given("networkConfiguration"),
        refusal(
            "targets/role-of-awsvpc-service", Hop.TARGET,
            "A service whose tasks have addresses of their own names a role for its load balancer",
            "InvalidParameterException, you cannot specify an IAM role for services that require a service linked role",
            "Leave out iamRole: ECS uses its service-linked role.",
            _CREATE,
        ),
    ),
    Row(
        SERVICE,
        given("networkConfiguration")
        & named("taskDefinition", TASK_DEFINITION, is_("networkMode", None, "bridge", "host", "none")),
        refusal(
            "targets/network-configuration-without-awsvpc", Hop.TARGET,
            "The service gives its tasks a network configuration, and they run in another network mode than awsvpc",
            "InvalidParameterException, network configuration is not valid for the given networkMode of this task"
            " definition",
            "Set networkMode of the task definition to awsvpc, or leave out networkConfiguration.",
            "AmazonECS/latest/developerguide/task-networking.html",
        ),
    ),
    Row(
        SERVICE, given("enableExecuteCommand") & named("taskDefinition", TASK_DEFINITION, unset("taskRoleArn")),
        refusal(
            "targets/execute-command-without-role", Hop.TARGET,
            "The service lets people into its containers, and the task definition has no task role",
            "InvalidParameterException, the service couldn't be created because a valid taskRoleArn is not being used",
            "Set taskRoleArn of the task definition to a role with ssmmessages' four actions, or leave out"
            " enableExecuteCommand.",
            "AmazonECS/latest/developerguide/ecs-exec.html",
        ),
    ),
    Row(
        SERVICE,
        all_of(_STRATEGY, is_("weight", None, "0")) & items_beyond(_STRATEGY, 0, 1),
        refusal(
            "targets/strategy-without-weight", Hop.TARGET,
            "No capacity provider of the service's strategy has a weight, so that none takes a task",
            "InvalidParameterException, at least one capacity provider must have a weight greater than 0",
            "Set weight of one of them to 1 or more.",
            "AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html",
        ),
    ),
)  # fmt: skip
