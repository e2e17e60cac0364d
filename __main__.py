"""The stack's configuration, as resources."""

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env

from components.settings import SettingsError, read
from components.stack import PrivateApi

try:
    environment = PrivateApi(pulumi.get_stack(), read({**get_config_env(), **CONFIG.get()}))
except SettingsError as error:
    raise pulumi.RunError(str(error)) from None

pulumi.export("urls", environment.urls)
pulumi.export("keyIds", environment.key_ids)
pulumi.export("probes", environment.probes)
