"""The page about installing, followed in an empty folder, with our wheels in the index.

What needs an account only notes what it is asked.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from markdown_it import MarkdownIt

from tests.captures import judge_capture
from tests.drawn import soaked
from tests.policies.conftest import PACK
from tests.recorded import CHAIN, ROOT
from tests.wheels.conftest import BIN
from tests.wheels.test_build import PROJECT

PAGE = ROOT / "docs" / "how-to" / "install.md"
_NOTING = """#!{python}
import json, os, sys
with open(os.environ["ASKED"], "a") as asked:
    asked.write(json.dumps([sys.argv[0].rpartition("/")[2], *sys.argv[1:]]) + "\\n")
"""


@soaked
def test_the_page_is_followed_in_an_empty_folder(dist: Path, tmp_path: Path) -> None:
    tools, place = tmp_path / "tools", tmp_path / "place"
    tools.mkdir()
    place.mkdir()
    for name in ("pulumi", "gh"):
        (tools / name).write_text(_NOTING.format(python=sys.executable))
        (tools / name).chmod(0o755)
    shutil.copy(dist / "private-api-guard.tar.gz", place)
    shutil.copytree(CHAIN, place / "path" / "to" / "program")
    blocks = [token.content for token in MarkdownIt().parse(PAGE.read_text("utf-8")) if token.type == "code_block"]
    script = "".join(blocks).replace("VERSION", PROJECT["version"]).replace("NAME", "dev")
    script = re.sub(r"--index(-url)? INDEX ", "", script)
    script = script.replace(" --stack dev\n", " --stack dev || [ $? = 1 ]\n")  # the program is a faulty one
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
        "PATH": f"{tools}:{BIN}:{os.environ['PATH']}",
        "ASKED": str(tmp_path / "asked"),
        "PIP_FIND_LINKS": str(dist),
        "UV_FIND_LINKS": str(dist),
    }
    done = subprocess.run(
        ["/bin/bash", "-euxc", script], cwd=place, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    asked = [json.loads(line) for line in (tmp_path / "asked").read_text().splitlines()]
    assert [words[:2] for words in asked] == [["pulumi", "preview"], ["pulumi", "preview"], ["gh", "attestation"]]
    ours = judge_capture("preview/F01_no_usage_plan_key", PACK).violations
    for words in asked[:2]:
        assert judge_capture("preview/F01_no_usage_plan_key", place / words[-1]).violations == ours
    assert done.stdout.partition("blocked: ")[2].startswith("chain dev · 1 mandatory finding, ")
    assert "\npreview and update · 27 resources · pack private-api · " in done.stdout
