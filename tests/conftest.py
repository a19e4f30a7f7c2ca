"""The order of the tests: no process waits for another, as far as an order can see to that."""

# The first night, which the other nights need; meanwhile what reads; then the nights; and at the
# end what is short. Taken file by file (`--dist loadfile --no-loadscope-reorder`).
ORDER = (
    "tests/integration/test_demo_night.py",
    "tests/unit/ingest/",
    "tests/unit/replies/",
    "tests/integration/",
    "tests/",
)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: next(n for n, at in enumerate(ORDER) if at in item.nodeid))
