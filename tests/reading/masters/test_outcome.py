"""What is said of a master that is not understood."""

from __future__ import annotations

import pytest

from toolkit.reading.masters.outcome import Reason, not_understood


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("missing", [(), ("核定日期",), ("核定销号", "核定日期")])
def test_a_refusal_is_one_whole_sentence_that_says_what_to_do(reason: Reason, missing: tuple[str, ...]) -> None:
    """What is named in brackets stands before the remedy: the sentence ends as every other one does."""
    sentence = not_understood(reason, missing).sentence
    assert sentence.endswith("。")
    assert "请" in sentence
    assert all(f"“{caption}”" in sentence for caption in missing)
