"""The report as JUnit XML: a test case per path and per finding, which build servers list."""

from xml.etree import ElementTree as ET

from preflight.packs.judgement import Check, RequestPath, State
from preflight.protocol import urn as urns
from preflight.report.finding import Finding
from preflight.report.formats import words
from preflight.report.report import Report


def to_junit(report: Report) -> str:
    """Closed paths and mandatory findings fail, what is undecided is skipped, errors are errors."""
    name = f"preflight {report.project} {report.stack}".strip()
    suite = ET.Element("testsuite", name=name)
    for path in report.paths:
        _path(suite, path)
    for finding in report.findings:
        _finding(suite, finding)
    for policy in report.aborted:
        kind = "error" if policy.mandatory else "skipped"
        _add(_case(suite, policy.policy, "aborted"), kind, policy.reason, "")
    for error in report.errors:
        case = _case(suite, error.kind, error.position or error.kind)
        _add(case, "error", error.message, error.remedy)
    if report.left_out:
        ET.SubElement(_case(suite, "preflight", "left out"), "system-out").text = words.left_out(report)
    if not len(suite):
        _case(suite, report.project or "preflight", "policies")
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite)))
    root = ET.Element("testsuites", name=name)
    root.append(suite)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _path(suite: ET.Element, path: RequestPath) -> None:
    routes = words.joined(words.routes_of(path)) or "all routes"
    _checked(suite, path, "request", path.state, f"{routes} (requests)")
    if path.health:
        _checked(suite, path, "health", path.health, f"{routes} (health checks)")


def _checked(suite: ET.Element, path: RequestPath, check: Check, state: State, name: str) -> None:
    case = _case(suite, words.api_of(path), name)
    bad = [hop for hop in words.hops_of(path, check) if hop.state == state]
    text = "\n".join(f"{words.kind_of(hop)} {hop.name}: {'; '.join(hop.evidence)}" for hop in bad)
    if state == "closed":
        _add(case, "failure", "the path is closed", text)
    elif state == "unknown":
        _add(case, "skipped", "the path can not be decided", text)


def _finding(suite: ET.Element, finding: Finding) -> None:
    where = urns.name_of(finding.urn) if finding.urn else "stack"
    case = _case(suite, finding.policy, f"{finding.name} at {where}")
    more = [part for part in (finding.symptom, finding.remedy) if part and part not in finding.message]
    text = "\n".join(part for part in (words.place(finding), finding.message, *more) if part)
    if finding.mandatory:
        _add(case, "failure", words.title(finding), text)
    elif finding.undecided:
        _add(case, "skipped", words.title(finding), text)
    else:
        ET.SubElement(case, "system-out").text = text


def _case(suite: ET.Element, classname: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=classname, name=name)


def _add(case: ET.Element, tag: str, message: str, text: str) -> None:
    ET.SubElement(case, tag, message=message).text = text
