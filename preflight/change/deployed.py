"""What a check is told of what is deployed."""

from dataclasses import dataclass, replace
from pathlib import Path

from preflight.engine.over import NEW, Over
from preflight.engine.state import read_state
from preflight.errors import ReportError, UsageError
from preflight.program.program import Run
from preflight.program.stack_config import stand_in
from preflight.protocol.stack_identity import StackIdentity
from preflight.repository import path_in


@dataclass(frozen=True)
class Deployed:
    """The file of a state, and the options of these names."""

    state: Path | None = None
    refresh: bool = False
    targets: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    def over(self, run: Run) -> Over:
        """What a run goes over. Raises `ReportError` for a state of another stack, or that can not be read."""
        if self == NOTHING:
            return NEW
        if self.refresh and self.state is None:
            raise UsageError("--refresh without --state", remedy="What is there to refresh? --state FILE says.")
        state, name = None, ""
        if self.state is not None:
            name = path_in(run.project.repository, self.state)
            state = read_state(self.state, name=name)
            mine, theirs = ((each.project, each.stack) for each in (run.identity, state.identity))
            if mine != theirs:
                raise ReportError(
                    f"it is the state of {' '.join(theirs)}, and not of {' '.join(mine)}",
                    remedy=f"`pulumi stack export --stack {run.identity.stack} --file FILE` writes that one's.",
                    position=name,
                )
        return Over(
            state,
            self.refresh,
            self.targets,
            self.excludes,
            folder=run.project.folder,
            name=name,
            stand_ins=tuple(stand_in(key) for key in run.config.stand_ins),
        )


def over_the_same(run: Run, over: Over, identity: StackIdentity) -> Run:
    """A run of another revision over what the stack of `identity` goes over, if it is of that stack, too."""
    if over == NEW or (run.identity.project, run.identity.stack) != (identity.project, identity.stack):
        return run
    stand_ins = tuple(stand_in(key) for key in run.config.stand_ins)
    return replace(run, over=replace(over, folder=run.project.folder, stand_ins=stand_ins))


NOTHING = Deployed()
"""A new stack, all of it."""
