"""The browser, for whatever is looked at in one."""

from tests.browser import chromium

__all__ = ["chromium"]
