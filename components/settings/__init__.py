"""The settings of a stack: its configuration, validated as one object before any resource is made."""

from .reading import SettingsError, read
from .stack import Settings

__all__ = ["Settings", "SettingsError", "read"]
