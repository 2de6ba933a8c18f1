"""Tests in a real browser. Asserts of what they share are explained as those of the tests themselves."""

import pytest

pytest.register_assert_rewrite("tests.browser.checks", "tests.browser.desk")
