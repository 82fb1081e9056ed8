extension ScheduleTests {
    /// Windows, freezes, and what holds at which instant. The expected instants are those of Python's zoneinfo.
    static let table: [Case] = [
        .init(
            "an ordinary window", "Sat Sun 02:00 4h Asia/Shanghai -30m",
            [
                "2026-01-09T17:59:59Z": "closed, opens 2026-01-09T18:00:00Z",
                "2026-01-09T18:00:00Z": "allowed until 2026-01-09T21:30:00Z",
                "2026-01-09T20:00:00Z": "allowed until 2026-01-09T21:30:00Z",
                "2026-01-10T18:00:00Z": "allowed until 2026-01-10T21:30:00Z",
                "2026-01-12T00:00:00Z": "closed, opens 2026-01-16T18:00:00Z",
            ]),
        .init(
            "the edges of closesBefore", "Sat Sun 02:00 4h Asia/Shanghai -30m",
            [
                "2026-01-09T21:29:59Z": "allowed until 2026-01-09T21:30:00Z",
                "2026-01-09T21:30:00Z": "closed, opens 2026-01-10T18:00:00Z",
                "2026-01-09T21:30:01Z": "closed, opens 2026-01-10T18:00:00Z",
                "2026-01-09T22:00:00Z": "closed, opens 2026-01-10T18:00:00Z",
            ]),
        .init(
            "the end without closesBefore", "Tue 10:00 1h UTC",
            [
                "2026-01-06T10:59:59Z": "allowed until 2026-01-06T11:00:00Z",
                "2026-01-06T11:00:00Z": "closed, opens 2026-01-13T10:00:00Z",
            ]),
        .init(
            "across midnight", "Fri 23:00 3h Europe/Berlin",
            [
                "2026-01-09T21:59:59Z": "closed, opens 2026-01-09T22:00:00Z",
                "2026-01-09T22:00:00Z": "allowed until 2026-01-10T01:00:00Z",
                "2026-01-10T00:30:00Z": "allowed until 2026-01-10T01:00:00Z",
                "2026-01-10T01:00:00Z": "closed, opens 2026-01-16T22:00:00Z",
            ]),
        .init(
            "across midnight, the day it starts on elsewhere", "Sat 00:30 1h Asia/Kathmandu",
            [
                "2026-01-09T18:44:59Z": "closed, opens 2026-01-09T18:45:00Z",
                "2026-01-09T18:45:00Z": "allowed until 2026-01-09T19:45:00Z",
                "2026-01-10T18:45:00Z": "closed, opens 2026-01-16T18:45:00Z",
            ]),
        .init(
            "across the end of a year", "Thu 22:00 8h America/New_York",
            [
                "2027-01-01T02:59:59Z": "closed, opens 2027-01-01T03:00:00Z",
                "2027-01-01T03:00:00Z": "allowed until 2027-01-01T11:00:00Z",
                "2027-01-01T10:59:59Z": "allowed until 2027-01-01T11:00:00Z",
                "2027-01-01T11:00:00Z": "closed, opens 2027-01-08T03:00:00Z",
            ]),
        .init(
            "a leap day", "Thu 12:00 1h UTC",
            [
                "2024-02-28T00:00:00Z": "closed, opens 2024-02-29T12:00:00Z",
                "2024-02-29T12:30:00Z": "allowed until 2024-02-29T13:00:00Z",
                "2024-02-29T13:00:00Z": "closed, opens 2024-03-07T12:00:00Z",
            ]),
        .init(
            "the day after the last of February", "Mon 00:00 2h Asia/Shanghai",
            [
                "2026-02-28T15:00:00Z": "closed, opens 2026-03-01T16:00:00Z",
                "2026-03-01T16:30:00Z": "allowed until 2026-03-01T18:00:00Z",
            ]),
        .init(
            "no days are every day", "09:00 2h Asia/Shanghai",
            [
                "2026-05-05T00:59:59Z": "closed, opens 2026-05-05T01:00:00Z",
                "2026-05-05T01:00:00Z": "allowed until 2026-05-05T03:00:00Z",
                "2026-05-05T03:00:00Z": "closed, opens 2026-05-06T01:00:00Z",
            ]),
        .init(
            "clocks skip the start", "Sun 02:30 1h Europe/Berlin",
            [
                "2026-03-29T00:59:59Z": "closed, opens 2026-03-29T01:00:00Z",
                "2026-03-29T01:00:00Z": "allowed until 2026-03-29T02:00:00Z",
                "2026-03-29T01:59:59Z": "allowed until 2026-03-29T02:00:00Z",
                "2026-03-29T02:00:00Z": "closed, opens 2026-04-05T00:30:00Z",
            ]),
        .init(
            "clocks skip the end of it", "Sun 01:30 1h Europe/Berlin",
            [
                "2026-03-29T00:30:00Z": "allowed until 2026-03-29T01:30:00Z",
                "2026-03-29T01:29:59Z": "allowed until 2026-03-29T01:30:00Z",
                "2026-03-29T01:30:00Z": "closed, opens 2026-04-04T23:30:00Z",
            ]),
        .init(
            "clocks show the start twice", "Sun 02:30 1h Europe/Berlin",
            [
                "2026-10-25T00:29:59Z": "closed, opens 2026-10-25T00:30:00Z",
                "2026-10-25T00:30:00Z": "allowed until 2026-10-25T01:30:00Z",
                "2026-10-25T01:29:59Z": "allowed until 2026-10-25T01:30:00Z",
                "2026-10-25T01:30:00Z": "closed, opens 2026-11-01T01:30:00Z",
            ]),
        .init(
            "clocks show the start twice, and it's over the second time", "Sun 02:00 30m Europe/Berlin",
            [
                "2026-10-25T00:15:00Z": "allowed until 2026-10-25T00:30:00Z",
                "2026-10-25T01:15:00Z": "closed, opens 2026-11-01T01:00:00Z",
            ]),
        .init(
            "clocks skip half an hour", "Sun 02:15 1h Australia/Lord_Howe",
            [
                "2026-10-03T15:29:59Z": "closed, opens 2026-10-03T15:30:00Z",
                "2026-10-03T15:30:00Z": "allowed until 2026-10-03T16:30:00Z",
                "2026-10-03T16:29:59Z": "allowed until 2026-10-03T16:30:00Z",
                "2026-10-03T16:30:00Z": "closed, opens 2026-10-10T15:15:00Z",
            ]),
        .init(
            "clocks show half an hour twice", "Sun 01:45 1h Australia/Lord_Howe",
            [
                "2026-04-04T14:44:59Z": "closed, opens 2026-04-04T14:45:00Z",
                "2026-04-04T14:45:00Z": "allowed until 2026-04-04T15:45:00Z",
                "2026-04-04T15:15:00Z": "allowed until 2026-04-04T15:45:00Z",
                "2026-04-04T15:45:00Z": "closed, opens 2026-04-11T15:15:00Z",
            ]),
        .init(
            "clocks skip midnight", "Sun 00:00 2h America/Sao_Paulo",
            [
                "2018-11-04T02:59:59Z": "closed, opens 2018-11-04T03:00:00Z",
                "2018-11-04T03:00:00Z": "allowed until 2018-11-04T05:00:00Z",
                "2018-11-04T05:00:00Z": "closed, opens 2018-11-11T02:00:00Z",
            ]),
        .init(
            "clocks go back across midnight", "Sun 00:00 2h America/St_Johns",
            [
                "2010-11-07T02:29:59Z": "closed, opens 2010-11-07T02:30:00Z",
                "2010-11-07T02:30:00Z": "allowed until 2010-11-07T04:30:00Z",
                "2010-11-07T03:00:00Z": "allowed until 2010-11-07T04:30:00Z",
                "2010-11-07T04:29:59Z": "allowed until 2010-11-07T04:30:00Z",
                "2010-11-07T04:30:00Z": "closed, opens 2010-11-14T03:30:00Z",
            ]),
        .init(
            "the calendar skips a day", "Sat 01:00 2h Pacific/Apia",
            [
                "2011-12-30T09:59:59Z": "closed, opens 2011-12-30T11:00:00Z",
                "2011-12-30T11:00:00Z": "allowed until 2011-12-30T13:00:00Z",
                "2011-12-30T13:00:00Z": "closed, opens 2012-01-06T11:00:00Z",
            ]),
        .init(
            "a window in winter and in summer", "Wed 08:00 1h America/New_York",
            [
                "2026-03-04T12:59:59Z": "closed, opens 2026-03-04T13:00:00Z",
                "2026-03-04T13:00:00Z": "allowed until 2026-03-04T14:00:00Z",
                "2026-03-11T12:00:00Z": "allowed until 2026-03-11T13:00:00Z",
            ]),
        .init(
            "seven days, the last hour closed", "Mon 00:00 7d Europe/Berlin -1h",
            [
                "2026-03-22T21:59:59Z": "allowed until 2026-03-22T22:00:00Z",
                "2026-03-22T22:00:00Z": "closed, opens 2026-03-22T23:00:00Z",
                "2026-03-22T23:00:00Z": "allowed until 2026-04-05T21:00:00Z",
                "2026-03-29T20:59:59Z": "allowed until 2026-04-05T21:00:00Z",
                "2026-03-29T21:00:00Z": "allowed until 2026-04-05T21:00:00Z",
                "2026-03-29T22:30:00Z": "allowed until 2026-04-05T21:00:00Z",
            ]),
        .init(
            "seven days, on the morning of its last", "Mon 12:00 7d UTC -1h",
            [
                "2026-03-09T10:30:00Z": "allowed until 2026-03-09T11:00:00Z",
                "2026-03-09T11:00:00Z": "closed, opens 2026-03-09T12:00:00Z",
            ]),
        .init(
            "windows that overlap", "Mon 10:00 3h UTC; Mon 12:00 3h UTC -30m; Mon 14:30 1h UTC",
            [
                "2026-01-05T10:00:00Z": "allowed until 2026-01-05T15:30:00Z",
                "2026-01-05T12:59:59Z": "allowed until 2026-01-05T15:30:00Z",
                "2026-01-05T13:00:00Z": "allowed until 2026-01-05T15:30:00Z",
                "2026-01-05T14:30:00Z": "allowed until 2026-01-05T15:30:00Z",
                "2026-01-05T15:30:00Z": "closed, opens 2026-01-12T10:00:00Z",
            ]),
        .init(
            "windows of several zones", "Mon 10:00 2h Asia/Shanghai; Mon 04:00 1h Europe/Berlin",
            [
                "2026-01-05T02:30:00Z": "allowed until 2026-01-05T04:00:00Z",
                "2026-01-05T03:59:59Z": "allowed until 2026-01-05T04:00:00Z",
                "2026-01-05T04:00:00Z": "closed, opens 2026-01-12T02:00:00Z",
            ]),
        .init(
            "one closes early, the next is open", "Mon 10:00 2h UTC -1h; Mon 10:30 1h UTC",
            [
                "2026-01-05T10:45:00Z": "allowed until 2026-01-05T11:30:00Z",
                "2026-01-05T11:15:00Z": "allowed until 2026-01-05T11:30:00Z",
                "2026-01-05T11:30:00Z": "closed, opens 2026-01-12T10:00:00Z",
            ]),
        .init(
            "a freeze in its zone", "", freezes: "2026-12-24..2027-01-02 Europe/Berlin",
            [
                "2026-12-23T22:59:59Z": "allowed until 2026-12-23T23:00:00Z",
                "2026-12-23T23:00:00Z": "frozen until 2027-01-02T23:00:00Z, opens 2027-01-02T23:00:00Z",
                "2027-01-02T22:59:59Z": "frozen until 2027-01-02T23:00:00Z, opens 2027-01-02T23:00:00Z",
                "2027-01-02T23:00:00Z": "allowed until ever",
            ]),
        .init(
            "a freeze without a zone", "", freezes: "2026-12-24..2027-01-02",
            [
                "2026-12-23T09:59:59Z": "allowed until 2026-12-23T10:00:00Z",
                "2026-12-23T10:00:00Z": "frozen until 2027-01-03T12:00:00Z, opens 2027-01-03T12:00:00Z",
                "2027-01-03T11:59:59Z": "frozen until 2027-01-03T12:00:00Z, opens 2027-01-03T12:00:00Z",
                "2027-01-03T12:00:00Z": "allowed until ever",
            ]),
        .init(
            "a freeze of a day on which clocks change", "", freezes: "2026-03-29..2026-03-29 Europe/Berlin",
            [
                "2026-03-28T22:59:59Z": "allowed until 2026-03-28T23:00:00Z",
                "2026-03-28T23:00:00Z": "frozen until 2026-03-29T22:00:00Z, opens 2026-03-29T22:00:00Z",
                "2026-03-29T21:59:59Z": "frozen until 2026-03-29T22:00:00Z, opens 2026-03-29T22:00:00Z",
                "2026-03-29T22:00:00Z": "allowed until ever",
            ]),
        .init(
            "a freeze whose last day clocks show twice", "", freezes: "2010-11-06..2010-11-06 America/St_Johns",
            [
                "2010-11-07T02:30:00Z": "frozen until 2010-11-07T03:30:00Z, opens 2010-11-07T03:30:00Z",
                "2010-11-07T03:29:59Z": "frozen until 2010-11-07T03:30:00Z, opens 2010-11-07T03:30:00Z",
                "2010-11-07T03:30:00Z": "allowed until ever",
            ]),
        .init(
            "a freeze of a leap day", "", freezes: "2028-02-29..2028-02-29 UTC",
            [
                "2028-02-28T23:59:59Z": "allowed until 2028-02-29T00:00:00Z",
                "2028-02-29T00:00:00Z": "frozen until 2028-03-01T00:00:00Z, opens 2028-03-01T00:00:00Z",
                "2028-03-01T00:00:00Z": "allowed until ever",
            ]),
        .init(
            "a freeze that begins inside a window", "Thu 20:00 8h UTC", freezes: "2026-12-25..2026-12-26 UTC",
            [
                "2026-12-24T20:00:00Z": "allowed until 2026-12-25T00:00:00Z",
                "2026-12-24T23:59:59Z": "allowed until 2026-12-25T00:00:00Z",
                "2026-12-25T00:00:00Z": "frozen until 2026-12-27T00:00:00Z, opens 2026-12-31T20:00:00Z",
                "2026-12-27T00:00:00Z": "closed, opens 2026-12-31T20:00:00Z",
            ]),
        .init(
            "a freeze inside a window", "Mon 00:00 5d UTC", freezes: "2026-01-07..2026-01-07 UTC",
            [
                "2026-01-06T00:00:00Z": "allowed until 2026-01-07T00:00:00Z",
                "2026-01-07T12:00:00Z": "frozen until 2026-01-08T00:00:00Z, opens 2026-01-08T00:00:00Z",
                "2026-01-08T00:00:00Z": "allowed until 2026-01-10T00:00:00Z",
            ]),
        .init(
            "a window wholly inside a freeze", "Sat 02:00 4h UTC", freezes: "2026-01-09..2026-01-12 UTC",
            [
                "2026-01-08T00:00:00Z": "closed, opens 2026-01-17T02:00:00Z",
                "2026-01-10T03:00:00Z": "frozen until 2026-01-13T00:00:00Z, opens 2026-01-17T02:00:00Z",
                "2026-01-13T00:00:00Z": "closed, opens 2026-01-17T02:00:00Z",
            ]),
        .init(
            "freezes that overlap and touch", "02:00 1h UTC",
            freezes:
                "2026-01-05..2026-01-09 UTC; 2026-01-08..2026-01-11 UTC; 2026-01-12..2026-01-14 UTC; 2026-01-20..2026-01-20 UTC",
            [
                "2026-01-05T00:00:00Z": "frozen until 2026-01-15T00:00:00Z, opens 2026-01-15T02:00:00Z",
                "2026-01-08T02:30:00Z": "frozen until 2026-01-15T00:00:00Z, opens 2026-01-15T02:00:00Z",
                "2026-01-14T23:59:59Z": "frozen until 2026-01-15T00:00:00Z, opens 2026-01-15T02:00:00Z",
                "2026-01-19T03:00:00Z": "closed, opens 2026-01-21T02:00:00Z",
            ]),
        .init(
            "freezes declared out of order", "02:00 1h UTC",
            freezes: "2026-03-01..2026-03-02 UTC; 2026-01-01..2026-01-01 UTC",
            [
                "2026-01-01T00:00:00Z": "frozen until 2026-01-02T00:00:00Z, opens 2026-01-02T02:00:00Z",
                "2026-02-28T03:00:00Z": "closed, opens 2026-03-03T02:00:00Z",
            ]),
        .init(
            "nothing opens for five years", "Sat 02:00 4h UTC", freezes: "2026-01-01..2031-06-01 UTC",
            [
                "2025-12-31T00:00:00Z": "closed, opens never",
                "2026-07-01T00:00:00Z": "frozen until 2031-06-02T00:00:00Z, opens 2031-06-07T02:00:00Z",
            ]),
        .init(
            "neither windows nor freezes", "",
            [
                "2026-01-01T00:00:00Z": "allowed until ever"
            ]),
    ]
}
