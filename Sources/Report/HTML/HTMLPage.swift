/// What is around every page.
enum HTMLPage {
    /// From its beginning to its heading; both texts are escaped already.
    static func head(title: String, _ subtitle: String) -> [String] {
        [
            "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            "<title>\(title)</title>", "<style>", style, "</style>", "</head>", "<body>", "<main>",
            "<h1>\(title)</h1>", "<p class=\"revision\"><code>\(subtitle)</code></p>",
        ]
    }

    /// Its end.
    static let foot = ["</main>", "</body>", "</html>"]

    /// Colours come with words beside them; on a narrow screen a row's cells stand below each other.
    private static let style = """
        :root {
          color-scheme: light dark;
          --page: #f5f6f8; --card: #fff; --text: #1c2530; --faint: #5d6875; --line: #dfe3e8;
          --upgrade: #1a7f37; --wait: #0b69b7; --hold: #b54708; --cancel: #c01c28; --held: #fff6ec;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #101418; --card: #191f26; --text: #e4e8ed; --faint: #98a3b0; --line: #2f3842;
            --upgrade: #57c46f; --wait: #62b3f5; --hold: #f5a14a; --cancel: #ff7b7b; --held: #2a2118;
          }
        }
        * { box-sizing: border-box; }
        body { background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0; }
        main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
        h1, h2, h3, p { margin: 0; }
        h1 { font-size: .95rem; font-weight: 600; color: var(--faint); }
        h2 { font-size: 1.3rem; } h3 { font-size: 1rem; }
        small, .faint, .revision { font-size: .87rem; font-weight: 400; color: var(--faint); }
        code { font-family: ui-monospace, monospace; font-size: .93em; overflow-wrap: anywhere; }
        .verdict { font-size: 1.35rem; font-weight: 600; line-height: 1.35; margin: .6rem 0 .9rem; }
        .counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 0 0 1rem; padding: 0; }
        .counts li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .35rem .8rem; }
        .counts b { font-size: 1.15rem; margin-right: .25rem; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; margin: 1rem 0; padding: 1.1rem; }
        section section { border: 0; border-top: 1px solid var(--line); border-radius: 0; margin: 1rem 0 0; padding: .9rem 0 0; }
        .failed { border-left: .3rem solid var(--cancel); } .failed ul { margin: .3rem 0 0; padding-left: 1.2rem; }
        .notice { background: var(--held); border-left: .25rem solid var(--hold); margin-top: .6rem; padding: .35rem .7rem; }
        .wave { align-items: center; display: flex; flex-wrap: wrap; gap: .2rem .7rem; }
        meter { height: .8rem; width: 8rem; }
        table { border-collapse: collapse; margin-top: .5rem; width: 100%; }
        th, td { border-top: 1px solid var(--line); padding: .4rem .9rem .4rem 0; text-align: left; vertical-align: top; }
        th { border: 0; color: var(--faint); font-size: .8rem; font-weight: 500; padding-bottom: .1rem; }
        td:first-child, th:first-child { padding-left: .6rem; width: 8rem; }
        td:first-child { border-left: .25rem solid transparent; font-weight: 600; white-space: nowrap; }
        .names { font-weight: 600; overflow-wrap: anywhere; width: 16rem; }
        .version { font-variant-numeric: tabular-nums; white-space: nowrap; width: 17rem; }
        .upgrade > td:first-child { border-left-color: var(--upgrade); } .upgrade .word, b.upgrade { color: var(--upgrade); }
        .wait > td:first-child { border-left-color: var(--wait); } .wait .word, b.wait { color: var(--wait); }
        .hold > td:first-child { border-left-color: var(--hold); } .hold .word, b.hold { color: var(--hold); }
        .cancel > td:first-child { border-left-color: var(--cancel); } .cancel .word, b.cancel { color: var(--cancel); }
        .suspended td { color: var(--faint); } tr.hold { background: var(--held); }
        summary { cursor: pointer; }
        .timeline { overflow-x: auto; margin: .6rem 0; }
        .timeline svg { display: block; min-width: 44rem; width: 100%; height: auto; }
        .timeline text { fill: currentColor; font: 13px system-ui, sans-serif; }
        .timeline .tick { text-anchor: middle; opacity: .8; } .timeline .none { opacity: .6; }
        .timeline line { stroke: #8886; } .timeline .whole { fill: var(--upgrade); opacity: .5; }
        .timeline .upgrades { fill: var(--upgrade); } .timeline .soak { fill: #d9900033; } .timeline .hatch { fill: var(--hold); }
        .timeline line.now { stroke: var(--cancel); stroke-width: 2; } .timeline text.now { text-anchor: middle; font-weight: 600; }
        @media (max-width: 48rem) {
          main { padding: .8rem; } .verdict { font-size: 1.15rem; } section { padding: .8rem; }
          thead { display: none; } tr { border-top: 1px solid var(--line); display: block; }
          td, td:first-child { border-top: 0; display: block; padding: .1rem .6rem; white-space: normal; width: auto; }
          tr > td:first-child, td.names { border-left: 0; display: inline-block; } tr { border-left: .25rem solid transparent; padding: .3rem 0; }
          tr.upgrade { border-left-color: var(--upgrade); } tr.wait { border-left-color: var(--wait); }
          tr.hold { border-left-color: var(--hold); } tr.cancel { border-left-color: var(--cancel); }
        }
        """
}
