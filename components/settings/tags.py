"""Tags that AWS takes on every kind of resource.

https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator

from .base import BrokenRuleError

SIGNS = "_.:/=+-@"
LONGEST_KEY, LONGEST_VALUE = 128, 256
MOST = 50
OWN = "Name"  # the tag that each resource has of its own


def _checked(tags: dict[str, str]) -> dict[str, str]:
    if len({*tags, OWN}) > MOST:
        raise BrokenRuleError(
            f"there are {len(tags)} tags",
            allowed=f"{MOST - 1}, as each resource has one of its own, {OWN}",
            remedy="remove some",
        )
    # IAM takes no two keys that differ in this alone.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
    seen = {OWN.lower(): OWN}
    for key, value in tags.items():
        _text(key, "key", LONGEST_KEY, key)
        _text(value, "value", LONGEST_VALUE, key)
        other = seen.setdefault(key.lower(), key)
        if other != key:
            raise BrokenRuleError(
                f"it differs in capital letters only from {other}, which resources have too",
                allowed="keys that differ in other letters",
                remedy=f"write {other}, or choose another key",
                key=(key,),
            )
    return tags


def _text(text: str, what: str, longest: int, key: str) -> None:
    """Raises BrokenRuleError for a key or value of a tag that AWS refuses."""
    if text.lower().startswith("aws:"):
        wrong = f"its {what} begins with aws:, which AWS keeps for itself"
    elif len(text) > longest:
        wrong = f"its {what} has {len(text)} characters"
    elif what == "key" and not text:
        wrong = "its key is empty"
    elif not all(unicodedata.category(each)[0] in "LNZ" or each in SIGNS for each in text):
        wrong = f"its {what} has other characters"
    else:
        return
    raise BrokenRuleError(
        wrong,
        allowed=f"up to {longest} letters, digits, spaces and {SIGNS}",
        remedy=f"choose another {what}",
        key=(key,),
    )


Tags = Annotated[dict[str, str], AfterValidator(_checked)]
