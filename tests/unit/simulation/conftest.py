"""The demo set, written once for all tests of this folder."""

from pathlib import Path

import pytest

from orchestration.simulation.submissions import demo


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    demo(folder)
    return folder
