"""``python -m admissions`` is the command line, and so is the command."""

# What `signal` is made of: importing that takes milliseconds, in which an interrupt would end it with a traceback.
import _signal as signal  # type: ignore[import-not-found]


def run() -> None:
    """Imports the command line and runs it; an interrupt that comes before it can be told of ends it without a word."""
    told = signal.getsignal(signal.SIGINT)
    if told is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from admissions.faces.cli import main

    signal.signal(signal.SIGINT, told)
    main()


if __name__ == "__main__":
    run()
