"""An interruption is never lost."""

import os
import signal

import pytest
from sourdine.pipeline.commands.interrupt import draining, interruptible

SIGNALS = [signal.SIGINT, signal.SIGTERM]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_interrupts(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), interruptible():
        os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("number", SIGNALS)
def test_one_that_python_drops_is_raised_again(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.unraisablehook", lambda unraisable: None)

    class Deaf:
        def __del__(self) -> None:
            os.kill(os.getpid(), number)

    with interruptible() as check:
        check()
        Deaf()
        with pytest.raises(KeyboardInterrupt):
            check()


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_signal_drains_and_the_second_interrupts(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), draining() as asked:
        assert not asked()
        os.kill(os.getpid(), number)
        assert asked()
        os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before


def test_a_second_signal_that_python_drops_is_raised_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.unraisablehook", lambda unraisable: None)

    class Deaf:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    with draining() as asked:
        os.kill(os.getpid(), signal.SIGINT)
        Deaf()
        with pytest.raises(KeyboardInterrupt):
            asked()
