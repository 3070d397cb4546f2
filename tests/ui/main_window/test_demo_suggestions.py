"""What the empty page of the demo offers leads to a page of the demo, in every language."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from turbodesk.translation import LANGUAGES

# Constants of modules are translated as they are made, so that each language needs a process of its own.
PROGRAM = """
import json, sys
from turbodesk import translation
translation.install([sys.argv[1]])
from turbodesk.gateway.demo_script import answer_to
from turbodesk.ui.main_window.empty_state import DEMO_SUGGESTIONS
answers = [answer_to(suggestion.text) for suggestion in DEMO_SUGGESTIONS]
json.dump([[answer.text for answer in answers], answers[-1].status, answer_to("-").text], sys.stdout)
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_suggestion_of_the_demo_is_understood(language: str) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM, language], capture_output=True, text=True, check=True, timeout=60
    )
    (tour, story, code, trouble), status, usual = json.loads(done.stdout)
    assert len({tour, story, code, trouble, usual}) == 5
    assert (trouble, status) == ("", 529), "the gateway is busy"
