"""Settings that nobody may read."""

from typing import Annotated

from pydantic import Field, SecretStr

from .base import Setting

# https://docs.aws.amazon.com/apigateway/latest/api/API_CreateApiKey.html
KeyValue = Annotated[SecretStr, Field(min_length=20, max_length=128)]


class SecretSettings(Setting):
    """Values that stand encrypted in the stack file: `pulumi config set --secret --path ...`."""

    api_keys: dict[str, KeyValue] = Field(default={})
    """Values of API keys, by `API/CONSUMER/LABEL`, 20 to 128 characters. AWS makes those that are not given."""
