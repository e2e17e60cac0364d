"""What checks of your own are written with. This, and nothing else of the pack, keeps its names in minor releases.

A module that the configuration names (`{"own-checks": {"module": "acme_checks"}}`) has a function

    def check(stack: Stack, paths: Sequence[Path]) -> Iterable[tuple[Fault, Resource, Verdict]]

that answers for each thing that it looks at: which fault, where, and whether it is open (no fault), closed (the fault)
or unknown. What is closed is reported by `own-checks`, what is unknown by `undecided`.

- `stack.of("apigateway.RestApi", ...)` are the resources of types, whatever module a program takes them from; types of
  other providers have their whole token. `stack.refer(resource, "vpcId", "ec2.Vpc")` is what a property refers to.
- A resource has `urn`, `name`, `type` and `parent`; `text`, `number`, `flag`, `texts`, `mapping` and `blocks` read a
  property as a `Value`, which is known, absent or unknown and answers by `is_` and `holds`.
- `every`, `some` and `~` put answers together; `opened`, `closed` and `unknown` make one.
- A path has `api` and `stage`, `routes` and `steps`; a step has `stop` (with `kind`, `name`, `urn`) and `state`.
- A `Fault` has the id `own-checks/<name>`, a hop, title, symptom (`WORKS.says("...")`), remedy and source.
"""

from .drawing import Path, Step
from .faults.fault import Fault
from .faults.symptoms import WORKS
from .model.hop import Hop
from .model.values import Block, Reference, Resource, Stack, Value
from .model.verdict import State, Verdict, closed, every, opened, some, unknown

__all__ = [
    "WORKS", "Block", "Fault", "Hop", "Path", "Reference", "Resource", "Stack", "State", "Step", "Value", "Verdict",
    "closed", "every", "opened", "some", "unknown",
]  # fmt: skip
