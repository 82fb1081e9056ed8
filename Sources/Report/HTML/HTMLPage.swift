/// What is around every page.
enum HTMLPage {
    /// From its beginning to its heading; both texts are escaped already.
    static func head(title: String, _ subtitle: String) -> [String] {
        [
            "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            "<title>\(title)</title>", "<style>", style, "</style>", "</head>", "<body>", "<main>",
            "<h1>\(title)</h1>", "<p><code>\(subtitle)</code></p>",
        ]
    }

    /// Its end.
    static let foot = ["</main>", "</body>", "</html>"]

    private static let style = """
        :root { color-scheme: light dark; --line: #8884; }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
        main { max-width: 76rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 0 0 .3rem; }
        small, code { font-size: .85em; opacity: .8; }
        section { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
        .verdict { font-size: 1.1rem; font-weight: 600; }
        table { border-collapse: collapse; width: 100%; margin: .6rem 0 0; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-top: 1px solid var(--line); }
        table.waves { width: auto; } table.waves td, table.waves th { border: 0; padding: .1rem .8rem .1rem 0; }
        .version { white-space: nowrap; font-variant-numeric: tabular-nums; }
        tr > td:first-child { border-left: .25rem solid transparent; padding-left: .6rem; }
        tr.upgrade > td:first-child { border-left-color: #2a9d4a; }
        tr.wait > td:first-child { border-left-color: #2b8cbe; }
        tr.hold > td:first-child { border-left-color: #d99000; }
        tr.cancel > td:first-child { border-left-color: #d33; }
        .hold { font-weight: 600; } .failed { border-color: #d33; }
        summary { cursor: pointer; }
        .timeline { overflow-x: auto; margin: .6rem 0; }
        .timeline svg { display: block; min-width: 44rem; width: 100%; height: auto; }
        .timeline text { fill: currentColor; font: 13px system-ui, sans-serif; }
        .timeline .tick { text-anchor: middle; opacity: .8; } .timeline .none { opacity: .6; }
        .timeline line { stroke: #8886; } .timeline .whole { fill: #2a9d4a; opacity: .5; }
        .timeline .upgrades { fill: #2a9d4a; } .timeline .soak { fill: #d9900033; } .timeline .hatch { fill: #d99000; }
        .timeline line.now { stroke: #d33; stroke-width: 2; } .timeline text.now { text-anchor: middle; font-weight: 600; }
        """
}
