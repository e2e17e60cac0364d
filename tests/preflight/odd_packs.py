"""Packs that tests write: a folder with what the engine needs, and any code."""

from pathlib import Path


def pack_of(tmp_path: Path, code: str, name: str = "odd-pack") -> Path:
    """A pack whose `__main__.py` is the code; its folder."""
    folder = tmp_path / name
    folder.mkdir()
    (folder / "PulumiPolicy.yaml").write_text("runtime: python\n")
    (folder / "__main__.py").write_text(code)
    return folder


def pack_of_policy(tmp_path: Path, code: str) -> Path:
    """A pack of one policy, which the code names `policy`; its folder."""
    return pack_of(tmp_path, f"from pulumi_policy import *\n{code}\nPolicyPack(name='odd', policies=[policy])\n")
