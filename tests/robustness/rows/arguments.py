"""Names and environments that no machine takes."""

from tests.robustness.row import CHECK, JUDGEMENT, RENDER, Row

_NO_TEXT = " $'\\xff'"
_FULL_TMPDIR = f"""
mount -t tmpfs -o size=4k none full && head -c 8192 /dev/zero > full/x 2>&-
TMPDIR=$PWD/full {CHECK}
"""

ROWS = {
    "long-stack": Row(
        line='"$PREFLIGHT" check program --stack $(printf %0300d 0)', status=2, says="is no name of a stack"
    ),
    "long-program": Row(line='"$PREFLIGHT" check $(printf %05000d 0) --stack dev', status=2, says="File name too long"),
    "long-config-file": Row(
        line=f"{CHECK} --config-file $(printf %0300d 0)", status=2, says="no such configuration file"
    ),
    "long-pack": Row(line=f"{CHECK} --policy-pack $(printf %0300d 0)", status=2, says="File name too long"),
    "long-output": Row(
        line=f"{RENDER} --output $(printf %0300d 0)", status=2, says="File name too long", files=JUDGEMENT
    ),
    **{
        f"{name}-is-a-link-to-itself": Row(line=f"ln -s l l; {CHECK.replace(word, ' l')}", status=2, says=says)
        for name, word, says in (
            ("program", " program", "no Pulumi.yaml in "),
            ("pack", " pack", "is not a policy pack"),
        )
    },
    "program-below-a-folder-that-is-gone": Row(
        line='mkdir x; cd x; rmdir ../x; "$PREFLIGHT" check --stack dev',
        status=2,
        says="is below the working folder, which is there no more\n  Change",
    ),
    "working-folder-is-gone": Row(
        line=f"here=$PWD; mkdir x; cd x; rmdir ../x; {CHECK.replace(' p', ' $here/p')}", status=0, writes="clean"
    ),
    "program-whose-name-is-no-utf-8": Row(
        line=f"mv program $'\\xff'; {CHECK.replace(' program', _NO_TEXT)} --output r; s=$?; cat r; exit $s",
        status=0,
        writes="clean",
    ),
    "large-configuration": Row(
        line=CHECK,
        status=2,
        says=r"the configuration has 140\d{3} bytes",
        config=f"config: {{program:a: {'x' * 140_000}}}\n",
    ),
    "many-keys": Row(
        line=CHECK,
        status=2,
        says=r"the configuration has 1\d{5} bytes",
        config="config:\n" + "".join(f"  program:key{number}: {'x' * 100}\n" for number in range(1300)),
    ),
    "large-environment": Row(
        line=f"export A=$(printf %0130000d 0) B=$(printf %0130000d 0); {CHECK}", status=0, writes="clean"
    ),
    "no-completion": Row(line=f"_PREFLIGHT_COMPLETE=nonsense {CHECK}", status=3, says="Invalid completion"),
    "completion": Row(
        line='_PREFLIGHT_COMPLETE=complete_bash COMP_WORDS="preflight ch" COMP_CWORD=1 "$PREFLIGHT"',
        status=0,
        writes="^check\n$",
    ),
    "no-time": Row(line=f"{CHECK} --timeout 0", status=3, says="--timeout"),
    "no-number": Row(line=f"{CHECK} --timeout nan", status=3, says="--timeout"),
    "full-tmpdir": Row(
        line="mkdir full; unshare -rm bash full.sh", status=0, writes="clean", files={"full.sh": _FULL_TMPDIR}
    ),
}
