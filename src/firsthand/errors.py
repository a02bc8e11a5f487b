"""The one kind of error a person is meant to read."""


class FirsthandError(Exception):
    """Something a user caused or can mend, said in one line: what is wrong and what to do.

    The commands print it and exit with 2; the pages show it as a notice.
    """
