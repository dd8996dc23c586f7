"""Doctests run as a reader would run them: in an empty session, with a plain NumPy."""

import pytest


def pytest_collection_modifyitems(items):
    """Give no docstring the names of its module, so that each shows its own imports."""
    for item in items:
        if isinstance(item, pytest.DoctestItem):
            item.dtest.globs = {"__name__": "__main__"}
