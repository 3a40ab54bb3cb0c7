"""Whoever asks what the bench can do is told, and waits for nothing."""

import pytest

from bench import __main__ as bench


@pytest.fixture(autouse=True)
def no_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> None:
        raise AssertionError("something was run")

    monkeypatch.setattr(bench, "a_stage", run)


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["turns", "--help"]])
def test_help_lists_each_benchmark_with_a_line_and_runs_none(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(words) == 0
    told = capsys.readouterr().out.splitlines()
    for name, module in bench.ALL.items():
        said = " ".join((module.__doc__ or "").partition("\n\n")[0].split())
        assert f"  {name:<12} {said}" in told
    assert any(line.startswith("  --quick") for line in told)


@pytest.mark.parametrize("words", [["--quikc"], ["turn"]])
def test_what_is_misspelt_runs_nothing(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(words) == 2
    assert "there are policy, open_time" in capsys.readouterr().out
