"""After the release: trouble with replies or digest is said, and is no failed night."""

import dagster as dg
import pytest

from orchestration.assets import published
from orchestration.resources import Installation


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (ValueError("bad reply"), "bad reply"),
    ],
)
def test_replies_that_cannot_be_written_fail_no_night(monkeypatch, tmp_path, problem, reason):
    def fails(*_):
        raise problem

    monkeypatch.setattr(published, "fill_outbox", fails)
    monkeypatch.setenv("MTQG_HOME", str(tmp_path))
    night = dg.materialize([published.outbox], resources={"installation": Installation()})
    (told,) = night.asset_materializations_for_node("published__outbox")
    assert told.metadata["error"].value == f"Không ghi được thư trả lời vào outbox: {reason}."
