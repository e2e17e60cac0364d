"""Look-ups that only a cloud can answer, and files of answers that are none."""

from tests.robustness.row import CHECK, Row

_VPC = "aws:ec2/getVpc:getVpc"
_ASKS = f"import pulumi\npulumi.export('id', pulumi.runtime.invoke('{_VPC}', {{}}).value['id'])\n"
_FILE = f"{CHECK} --lookups l.yaml"
_ENTRY = "lookups: [{{token: '{token}', arguments: {{{arguments}}}, result: {{{result}}}}}]\n"


def _entry(token: str = _VPC, arguments: str = "", result: str = "id: vpc-1") -> dict[str, str]:
    return {"l.yaml": _ENTRY.format(token=token, arguments=arguments, result=result)}


ROWS = {
    "lookup-without-a-file": Row(
        line=CHECK, status=0, writes=r"1 look-up answered by stand-ins \(see\s+`preflight lookups`\)", program=_ASKS
    ),
    "lookups-file": Row(
        line=f"{_FILE} --format json", status=0, writes='"assumed": \\[\\]', program=_ASKS, files=_entry()
    ),
    "lookups-file-that-is-not-there": Row(line=_FILE, status=2, says="l.yaml: it can not be read: No such file"),
    "lookups-file-that-is-a-folder": Row(line=f"mkdir l.yaml; {_FILE}", status=2, says="it can not be read: Is a dir"),
    "lookups-file-that-is-empty": Row(line=f": > l.yaml; {_FILE}", status=0),
    "lookups-file-that-is-no-yaml": Row(
        line=_FILE, status=2, says="l.yaml:1: it is not YAML", files={"l.yaml": "a: ["}
    ),
    "lookups-file-of-bytes": Row(
        line=f"head -c 4096 /dev/urandom > l.yaml; {_FILE}",
        status=2,
        says="l.yaml:[0-9]+: (byte 0x|it is not YAML)|mapping",
    ),
    "lookups-file-that-is-huge": Row(
        line=f"(echo 'a: |'; yes '  a' | head -c 3000000) > l.yaml; {_FILE}", status=2, says="it is larger than 1 MiB"
    ),
    "lookups-file-of-a-bomb": Row(
        line=_FILE,
        status=2,
        says="l.yaml",
        files={
            "l.yaml": "a0: &a0 [x, x, x, x, x, x, x, x]\n"
            + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]\n" for n in range(1, 9))
        },
    ),
    "lookups-file-with-a-wrong-token": Row(
        line=_FILE,
        status=2,
        says=f"token is .*: pulumi_aws has no such function\n  Did you mean {_VPC}",
        files=_entry("aws:ec2/getVcp:getVcp"),
    ),
    "lookups-file-with-a-wrong-argument": Row(
        line=_FILE,
        status=2,
        says="arguments.defualt: there is no such key\n  Did you mean default",
        files=_entry(arguments="defualt: true"),
    ),
    "lookups-file-with-a-wrong-result": Row(
        line=_FILE, status=2, says="returns text there\n  Allowed: text", files=_entry(result="cidrBlock: [a]")
    ),
    "lookups-file-with-a-state-that-is-none": Row(
        line=_FILE, status=2, says="s.json", files={"l.yaml": "stackReferences: {a/b/c: s.json}\n", "s.json": "[]"}
    ),
    "lookups-file-that-is-there-already": Row(
        line='"$PREFLIGHT" lookups program --stack dev --output l.yaml; s=$?; grep -q vpc-1 l.yaml || exit 9; exit $s',
        status=3,
        says="l.yaml is there already",
        files=_entry(),
    ),
    "lookups-of-a-program": Row(
        line='"$PREFLIGHT" lookups program --stack dev', status=0, writes=f"token: {_VPC}", program=_ASKS, quiet=True
    ),
}
