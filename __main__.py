"""The stack's configuration, as resources."""

import gc

gc.disable()  # what a program loads and registers lives until its end: collecting in between only takes time

import pulumi  # noqa: E402
from pulumi.runtime.config import CONFIG, get_config_env  # noqa: E402

from components.settings import SettingsError, read  # noqa: E402
from components.stack import PrivateApi  # noqa: E402


class RefusedError(pulumi.RunError):
    """Settings that cannot be used, told without a traceback; `configuration` is for tools that know the file."""

    def __init__(self, error: SettingsError) -> None:
        super().__init__(str(error))
        self.configuration = error.title, error.problems


try:
    environment = PrivateApi(pulumi.get_stack(), read({**get_config_env(), **CONFIG.get()}))
    pulumi.export("urls", environment.urls)
    pulumi.export("keyIds", environment.key_ids)
    pulumi.export("probes", environment.probes)
except SettingsError as error:
    raise RefusedError(error) from None
finally:
    gc.freeze()
    gc.enable()
