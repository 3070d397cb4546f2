"""What Tune says is sent is what is sent: reasons and numbers of `chat.parameter_rules` against the bodies built."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.chat.test_parameter_rules import MODELS, WISHES
from tests.gateway.conftest import asking
from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.model import Model, ThinkingMode, ThinkingOff
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.tools import ToolDefinition
from turbodesk.gateway.request import build

TOOL = ToolDefinition("calculator", "Counts.", {"type": "object", "properties": {}})


def body(model: Model, parameters: Parameters) -> dict[str, object]:
    return build(replace(asking(model=model, parameters=parameters), tools=(TOOL,)))


@given(MODELS, WISHES, st.none() | st.integers(1, 500))
def test_numbers_and_reasons_are_true(model: Model, parameters: Parameters, top_k: int | None) -> None:
    parameters = replace(parameters, top_k=top_k)
    sent = body(model, parameters)
    assert sent["max_tokens"] == gates.longest_reply(model, parameters)
    thinking = sent.get("thinking")
    mode = gates.mode(model, parameters)
    if mode is None and model.thinking and model.thinking_off is not ThinkingOff.OMITTED:
        assert thinking == {"type": model.thinking_off}
        assert gates.longest_reply(model, parameters) <= (parameters.max_tokens or model.max_output)
    elif isinstance(thinking, dict):
        assert thinking["type"] == mode
        assert thinking.get("budget_tokens") == gates.thinking_budget(model, parameters)
    else:
        assert mode is None
    assert (sent.get("speed") == "fast") == parameters.is_fast_for(model)
    if gates.temperature_reason(model, parameters):
        assert "temperature" not in sent
    else:
        assert ("temperature" in sent) == (parameters.temperature is not None)
    if gates.top_p_reason(model, parameters):
        assert "top_p" not in sent
    assert ("top_k" in sent) == (top_k is not None and not gates.top_k_reason(model, parameters))
    config = sent.get("output_config")
    effort = config.get("effort") if isinstance(config, dict) else None
    assert effort == (parameters.effort if parameters.effort in model.efforts else None)


@given(MODELS, WISHES)
def test_a_tool_is_forced_only_where_it_can_be(model: Model, parameters: Parameters) -> None:
    sent = body(model, replace(parameters, tool_choice="any"))
    is_forced = sent.get("tool_choice") == {"type": "any"}
    assert is_forced == (not gates.forced_tool_reason(model, parameters))
    assert is_forced or not model.forced_tools or gates.mode(model, parameters) is ThinkingMode.BUDGET
