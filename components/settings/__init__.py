"""The settings of a stack: its configuration, validated as one object before any resource is made."""

from .reading import Problem, SettingsError, read
from .stack import Settings

__all__ = ["Problem", "Settings", "SettingsError", "read"]
