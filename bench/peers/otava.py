"""Change points by Apache Otava with its own defaults: a window of 50, p < .001.

Reads {"series": [[...], ...]} and prints the change points of each series and the milliseconds taken.
"""
import json
import sys
import time

# This file bears the name of the package, so its own folder must not be searched.
sys.path.pop(0)
from importlib.metadata import version

from otava.analysis import compute_change_points

job = json.load(sys.stdin)
started = time.perf_counter()
found = []
for values in job["series"]:
    points, _ = compute_change_points(values)
    found.append([int(point.index) for point in points])
took = 1000 * (time.perf_counter() - started)
json.dump(
    {"version": version("apache-otava"), "methods": {"Apache Otava": {"cuts": found, "ms": took}}},
    sys.stdout,
)
