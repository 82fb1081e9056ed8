#!/usr/bin/env python3
"""Writes the manual pages from what the program says of itself (`dbconverge --experimental-dump-help`).

usage: manpages.py VERSION DATE DIRECTORY <dump.json
"""
import json
import pathlib
import re
import sys


def escape(text):
    """Text as roff shows it: no line of it is a command, and no hyphen is broken."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def spelling(argument):
    """An argument's names and value, as they are typed."""
    value = escape(argument.get("valueName", "value"))
    if argument["kind"] == "positional":
        return f"\\fI{value}\\fR"
    names = [("\\-" if name["kind"] == "short" else "\\-\\-") + escape(name["name"]) for name in argument["names"]]
    names = ", ".join(f"\\fB{name}\\fR" for name in names)
    return names if argument["kind"] == "flag" else f"{names} \\fI{value}\\fR"


def section(arguments, title):
    """A section with one paragraph for each argument; empty where there is none."""
    if not arguments:
        return []
    lines = [f".SH {title}"]
    for argument in arguments:
        text = argument.get("abstract", "")
        default = argument.get("defaultValue")
        if default and "(default:" not in text:
            text += f" (default: {default})"
        lines += [".TP", spelling(argument), escape(text) or "\\&"]
        for line in filter(None, argument.get("discussion", "").split("\n")):
            lines += [".br", escape(line)]
    return lines


def page(command, parents, version, date):
    """The manual page of a command."""
    name = "-".join(parents + [command["commandName"]])
    shown = [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]
    subcommands = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
    synopsis = " ".join(parents + [command["commandName"]])
    abstract = command.get("abstract", "").rstrip(".")
    lines = [
        f'.TH "{escape(name.upper())}" 1 "{date}" "dbconverge {version}" "dbconverge"',
        ".SH NAME",
        f"{escape(name)} \\- {escape(abstract)}",
        ".SH SYNOPSIS",
        f"\\fB{escape(synopsis)}\\fR [\\fIoption\\fR ...]" + "".join(
            f" \\fI{escape(one.get('valueName', 'value'))}\\fR" for one in shown if one["kind"] == "positional")
        + (" \\fIcommand\\fR" if subcommands else ""),
    ]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION"]
        for paragraph in command["discussion"].split("\n"):
            lines += [".PP", escape(paragraph)] if paragraph else []
    if subcommands:
        lines += [".SH COMMANDS"]
        for one in subcommands:
            lines += [".TP", f"\\fB{escape(name)}\\-{escape(one['commandName'])}\\fR(1)", escape(one.get("abstract", ""))]
    lines += section([one for one in shown if one["kind"] == "positional"], "ARGUMENTS")
    lines += section([one for one in shown if one["kind"] != "positional"], "OPTIONS")
    lines += [".SH SEE ALSO"]
    others = [f"\\fB{escape(parents[0])}\\fR(1)"] if parents else [
        f"\\fB{escape(name)}\\-{escape(one['commandName'])}\\fR(1)" for one in subcommands]
    lines += [", ".join(others), ".PP", "/usr/share/doc/dbconverge"]
    return name, "\n".join(lines) + "\n"


def main():
    version, date, directory = sys.argv[1:]
    folder = pathlib.Path(directory)
    folder.mkdir(parents=True, exist_ok=True)

    def write(command, parents):
        name, text = page(command, parents, version, date)
        (folder / f"{name}.1").write_text(text, encoding="utf-8")
        for one in command.get("subcommands", []):
            if one["commandName"] != "help":
                write(one, parents + [command["commandName"]])

    write(json.load(sys.stdin)["command"], [])


if __name__ == "__main__":
    main()
