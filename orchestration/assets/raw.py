"""Ledger and raw tables: one asset per contract, by factory, landed in one pass over the inbox."""

from collections.abc import Iterator

import dagster as dg

from expectations.contract import load_contracts
from orchestration.intake import form_folders, take_in
from orchestration.resources import Installation
from orchestration.space import make_room

SUBMISSIONS = dg.AssetKey(["ledger", "submissions"])
REFUSALS = dg.AssetKey(["ledger", "refusals"])

contracts = load_contracts(form_folders())

_specs = [
    dg.AssetSpec(SUBMISSIONS, group_name="raw", description="One row per file that arrived."),
    dg.AssetSpec(REFUSALS, group_name="raw", description="One row per refusal or remark."),
    *(
        dg.AssetSpec(["raw", form], group_name="raw", description=contract.title_vi)
        for form, contract in contracts.items()
    ),
]


# Which form a file is shows only when it is open: the forms are landed together.
@dg.multi_asset(name="land", specs=_specs)
def land(installation: Installation) -> Iterator[dg.MaterializeResult]:
    """Archive what arrived, read it, judge it by its contracts, land it."""
    make_room(installation.home)
    intake = take_in(installation.home, progress=True)
    yield dg.MaterializeResult(SUBMISSIONS, metadata=intake.__dict__)
    yield dg.MaterializeResult(REFUSALS)
    for form in contracts:
        yield dg.MaterializeResult(dg.AssetKey(["raw", form]))
