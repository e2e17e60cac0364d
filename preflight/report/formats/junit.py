"""The report as JUnit XML: a test case per path and per finding, which build servers list.

It is red exactly where the exit status is 1 or 2: what blocks fails, what gave up or failed is an error.
"""

from xml.etree import ElementTree as ET

from preflight.packs.judgement import Check, RequestPath, State
from preflight.protocol import urn as urns
from preflight.report.finding import Finding
from preflight.report.formats import remarks, words
from preflight.report.report import Outcome, Report

_COUNTED = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))


def to_junit(report: Report) -> str:
    """One suite. What is undecided, waived or disabled is skipped and says why; what else does not block passes."""
    name = f"preflight {report.project} {report.stack}".strip()
    suite = ET.Element("testsuite", name=name)
    for path in report.paths:
        _path(suite, report, path)
    for finding in (*report.findings, *report.waived):
        _finding(suite, report, finding)
    for policy in report.aborted:
        kind = "error" if policy.mandatory else "skipped"
        _add(_case(suite, policy.policy, f"gave up{remarks.of_stack(report, policy.urn)}"), kind, policy.reason)
    for disabled in report.disabled:
        _add(_case(suite, disabled, "disabled"), "skipped", "the configuration disables this policy")
    for error in report.errors:
        title, *more = error.message.splitlines() or [error.kind]
        _add(_case(suite, error.kind, error.position or "run"), "error", title, *more, error.remedy, kind=error.kind)
    if not len(suite):
        _case(suite, report.project or "preflight", "policies")
    counts = {counted: str(len(suite.findall(f"testcase/{tag}"))) for counted, tag in _COUNTED}
    tests = str(len(suite))
    ET.SubElement(suite, "system-out").text = "\n".join(remarks.verdict(report))
    for attribute, count in {"tests": tests, **counts}.items():
        suite.set(attribute, count)
    root = ET.Element("testsuites", name=name)
    root.append(suite)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _path(suite: ET.Element, report: Report, path: RequestPath) -> None:
    routes = words.joined(words.routes_of(path)) or "all routes"
    _checked(suite, report, path, "request", path.state, f"{routes} (requests)")
    if path.health:
        _checked(suite, report, path, "health", path.health, f"{routes} (health checks)")


def _checked(suite: ET.Element, report: Report, path: RequestPath, check: Check, state: State, name: str) -> None:
    case = _case(suite, f"{words.api_of(path)}{remarks.of_stack(report, path.api)}", name)
    hops = words.hops_of(path, check)
    told = [
        f"{words.kind_of(hop)} {hop.name}: {'; '.join(hop.evidence)}"
        for hop in hops
        if state != "open" and hop.state == state
    ]
    told += [f"presumed of {words.kind_of(hop)} {hop.name}: {line}" for hop in hops for line in hop.presumed]
    if state == "closed" and _outcome(report, path) == "blocked":
        _add(case, "failure", "the path is closed", *told, kind="closed")
    elif state == "closed":
        _add(case, "skipped", "the path is closed by what does not block", *told)
    elif state == "unknown":
        _add(case, "skipped", "the path can not be decided", *told)
    else:
        _say(case, told)


def _outcome(report: Report, path: RequestPath) -> Outcome:
    """What became of a path's own stack."""
    stack = urns.stack_of(path.api)
    return next((each.outcome for each in report.stacks if each.stack == stack), report.outcome)


def _finding(suite: ET.Element, report: Report, finding: Finding) -> None:
    where = urns.name_of(finding.urn) if finding.urn else "stack"
    case = _case(suite, finding.policy, f"{finding.name} at {where}{remarks.of_stack(report, finding.urn)}")
    made = f"made at {finding.made_at}" if finding.made_at else ""
    told = [*filter(None, (finding.position, made)), *remarks.text(report, finding)]
    title = words.title(finding)
    if finding.waived:
        _add(case, "skipped", f"waived: {words.waiver_line(finding)}", title, *told)
    elif report.blocks(finding):
        _add(case, "failure", title, *told, kind=finding.level)
    elif finding.undecided:
        _add(case, "skipped", title, *told)
    else:
        _say(case, [title, *told])


def _case(suite: ET.Element, classname: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=classname, name=name)


def _add(case: ET.Element, tag: str, message: str, *told: str, kind: str = "") -> None:
    attributes = {"message": message, **({"type": kind} if kind else {})}
    ET.SubElement(case, tag, attributes).text = "\n".join(filter(None, told))


def _say(case: ET.Element, told: list[str]) -> None:
    if told:
        ET.SubElement(case, "system-out").text = "\n".join(told)
