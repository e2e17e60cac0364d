"""PulumiPolicy.yaml: what it says of how a pack is run."""

from pathlib import Path

import yaml

from preflight.errors import PackError
from preflight.processes.interpreter import interpreter_of


def pack_interpreter(folder: Path) -> Path:
    """The pack's Python: of the virtual environment that PulumiPolicy.yaml names if it exists, else ours."""
    description = folder / "PulumiPolicy.yaml"
    if not folder.is_dir() or not description.is_file():
        raise PackError(
            f"{folder} is not a policy pack: it has no PulumiPolicy.yaml",
            remedy="--policy-pack takes the folder that holds PulumiPolicy.yaml and __main__.py.",
        )
    try:
        runtime = (yaml.safe_load(description.read_text(encoding="utf-8")) or {}).get("runtime")
    except (yaml.YAMLError, AttributeError, UnicodeDecodeError) as error:
        raise PackError(f"{description} is not YAML of a policy pack", details=str(error)) from None
    options = runtime.get("options", {}) if isinstance(runtime, dict) else {}
    name = runtime.get("name") if isinstance(runtime, dict) else runtime
    if name != "python":
        raise PackError(
            f"policy pack {folder.name!r} has the runtime {name!r}",
            remedy="preflight runs packs of the runtime 'python'.",
        )
    if not (folder / "__main__.py").is_file():
        raise PackError(
            f"policy pack {folder.name!r} has no __main__.py",
            remedy="It constructs the pack's PolicyPack when it is run.",
        )
    environment = (options or {}).get("virtualenv")
    return interpreter_of(folder, environment)
