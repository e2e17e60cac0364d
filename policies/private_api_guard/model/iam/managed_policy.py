"""AWS's own managed policies: what they allow, as far as anything here asks.

Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from typing import Final

from .policy_document import PolicyDocument, Statement

_ARN: Final = ":iam::aws:policy/"
_LOGS: Final = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
_NETWORK: Final = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface")
_PULL: Final = (
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
)
_ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "AdministratorAccess": ("*",),
    "PowerUserAccess": ("*",),
    "ReadOnlyAccess": ("ssm:Get*", "ecr:Get*", "ecr:BatchGet*", "ecr:BatchCheck*"),
    "AWSLambdaBasicExecutionRole": _LOGS,
    "AWSLambdaVPCAccessExecutionRole": (*_LOGS, *_NETWORK),
    "AWSLambdaENIManagementAccess": _NETWORK,
    "AWSLambdaRole": ("lambda:InvokeFunction",),
    "AWSLambdaDynamoDBExecutionRole": ("dynamodb:GetRecords", *_LOGS),
    "AWSLambdaKinesisExecutionRole": ("kinesis:GetRecords", *_LOGS),
    "AWSLambdaSQSQueueExecutionRole": ("sqs:ReceiveMessage", *_LOGS),
    "AWSLambda_FullAccess": ("lambda:*", *_LOGS),
    "AWSXRayDaemonWriteAccess": ("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    "AWSXrayWriteOnlyAccess": ("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    "CloudWatchLambdaInsightsExecutionRolePolicy": _LOGS,
    "CloudWatchLogsFullAccess": ("logs:*",),
    "CloudWatchFullAccess": ("logs:*", "cloudwatch:*"),
    "AmazonAPIGatewayPushToCloudWatchLogs": _LOGS,
    "AmazonECSTaskExecutionRolePolicy": (*_PULL, "logs:CreateLogStream", "logs:PutLogEvents"),
    "AmazonEC2ContainerServiceforEC2Role": (*_PULL, "ecs:*", "logs:CreateLogStream", "logs:PutLogEvents"),
    "AmazonEC2ContainerRegistryReadOnly": _PULL,
    "AmazonEC2ContainerRegistryPullOnly": _PULL,
    "AmazonEC2ContainerRegistryPowerUser": _PULL,
    "AmazonEC2ContainerRegistryFullAccess": ("ecr:*",),
    "AmazonSSMReadOnlyAccess": ("ssm:Describe*", "ssm:Get*", "ssm:List*"),
    "AmazonSSMFullAccess": ("ssm:*", "logs:*"),
    "AmazonSSMManagedInstanceCore": ("ssm:GetParameter", "ssm:GetParameters", "ssmmessages:*", "ec2messages:*"),
    "AmazonEC2RoleforSSM": ("ssm:GetParameter", "ssm:GetParameters", "ssmmessages:*", "ec2messages:*"),
    "SecretsManagerReadWrite": ("secretsmanager:*", "kms:DescribeKey", "kms:ListAliases", "kms:ListKeys"),
    "AmazonDynamoDBFullAccess": ("dynamodb:*",),
    "AmazonDynamoDBReadOnlyAccess": ("dynamodb:Get*",),
    "AmazonS3FullAccess": ("s3:*",),
    "AmazonS3ReadOnlyAccess": ("s3:Get*",),
    "AmazonSNSFullAccess": ("sns:*",),
    "AmazonSQSFullAccess": ("sqs:*",),
    "AmazonVPCFullAccess": ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces"),
    "AWSKeyManagementServicePowerUser": ("kms:CreateKey", "kms:DescribeKey", "kms:ListKeys"),
}


def managed_by_aws(arn: str) -> bool:
    """Whether a policy is one of AWS's own, which are alike in every account."""
    return _ARN in arn


def aws_document(arn: str) -> PolicyDocument | None:
    """The document of one of AWS's policies; `None` for a policy that is not listed here."""
    actions = _ALLOWED.get(policy_name(arn)) if managed_by_aws(arn) else None
    if actions is None:
        return None
    return PolicyDocument((Statement({"Effect": "Allow", "Action": list(actions), "Resource": "*"}),))


def policy_name(arn: str) -> str:
    """The name of a policy, without its path."""
    return arn.rsplit("/", 1)[-1]
