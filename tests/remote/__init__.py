"""What is kept in storage that several computers share."""

import pytest

pytest.register_assert_rewrite("tests.remote.storage_contract")
