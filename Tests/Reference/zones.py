"""Prints, as JSON, when the clocks of time zones change, as Python's zoneinfo knows it from the tzdata package.

Usage: zones.py FIRST_YEAR LAST_YEAR ZONE...

For each zone: its offset in seconds when the first year begins (UTC), and each later change as [instant, offset].
"""
import json
import sys
import zoneinfo
from datetime import datetime, timezone

zoneinfo.reset_tzpath(to=[])  # The pinned package, not whatever the system has.
STEP = 6 * 3600  # No zone changes twice in six hours.


def offset(zone, seconds):
    return int(datetime.fromtimestamp(seconds, zone).utcoffset().total_seconds())


def changes(zone, first, last):
    found = []
    for begin in range(first, last, STEP):
        low, high = begin, min(begin + STEP, last)
        if offset(zone, low) == offset(zone, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset(zone, middle) == offset(zone, begin):
                low = middle
            else:
                high = middle
        found.append([high, offset(zone, high)])
    return found


def main():
    years = [datetime(year, 1, 1, tzinfo=timezone.utc) for year in (int(sys.argv[1]), int(sys.argv[2]) + 1)]
    first, last = (int(year.timestamp()) for year in years)
    zones = {name: zoneinfo.ZoneInfo(name) for name in sys.argv[3:]}
    json.dump({name: {"offset": offset(zone, first), "changes": changes(zone, first, last)}
               for name, zone in zones.items()}, sys.stdout)


main()
