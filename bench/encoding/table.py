"""Lines of the tables."""

import statistics


def heading(title, *columns):
    print("\n%-44s" % title + "".join("%14s" % column for column in columns), flush=True)


def row(name, *values):
    print("%-44s" % name + "".join("%14s" % value for value in values), flush=True)


def bar(what, value, least=None, most=None):
    """A figure beside what it has to reach, if anything; whether it does. Written so that a NaN misses."""
    met = (least is None or value >= least) and (most is None or value <= most)
    limit = "at least %g" % least if least is not None else "at most %g" % most if most is not None else ""
    print("%-58s%12s   %s" % (what, "%.3g" % value if abs(value) < 0.01 else "%.5g" % value,
                              limit and limit + ": " + ("met" if met else "MISSED")), flush=True)
    return met


def median_and_best(rates):
    return statistics.median(rates), max(rates)
