"""The people of the simulated Google. Each is a scenario; `python -m auth.sandbox --list` prints them.

Add a scenario by adding a `Person` to one of the modules here.
"""

from collections.abc import Mapping
from typing import Final

from auth.sandbox.people import Person
from auth.sandbox.scenarios.assertions import ASSERTIONS
from auth.sandbox.scenarios.everyday import CAPTCHAS, MAIN
from auth.sandbox.scenarios.factors import FACTORS
from auth.sandbox.scenarios.faults import FAULTS
from auth.sandbox.scenarios.refusals import REFUSALS

EVERYBODY: Final = (*MAIN, *FACTORS, *CAPTCHAS, *REFUSALS, *FAULTS, *ASSERTIONS)
PEOPLE: Final[Mapping[str, Person]] = {each.user: each for each in EVERYBODY}
