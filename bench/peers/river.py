"""Drift detectors of river, with their defaults, on series given by the caller.

Reads {"series": [[...], ...], "warm": n} and prints, for each detector, at which points after the first n of each
series it reported a change, and how many points it took in a second.
"""
import json
import sys
import time

# This file bears the name of the package, so its own folder must not be searched.
sys.path.pop(0)

import river
from river import drift

DETECTORS = {
    "ADWIN": lambda: drift.ADWIN(),
    "KSWIN": lambda: drift.KSWIN(seed=1),
    "PageHinkley": lambda: drift.PageHinkley(),
}

job = json.load(sys.stdin)
result = {"version": river.__version__, "detectors": {}}
for name, make in DETECTORS.items():
    alarms = []
    points = 0
    started = time.perf_counter()
    for series in job["series"]:
        detector = make()
        reported = []
        for index, value in enumerate(series):
            detector.update(value)
            points += 1
            if detector.drift_detected and index >= job["warm"]:
                reported.append(index)
        alarms.append(reported)
    spent = time.perf_counter() - started
    result["detectors"][name] = {"alarms": alarms, "perSecond": points / spent}
json.dump(result, sys.stdout)
