#!/usr/bin/env python3
"""Writes fusegate.1 from what the program declares, and fusegate.yaml.5 from the documented configuration.

    manual.py PROGRAM CONFIGURATION DIRECTORY

Nothing of them is kept beside what they are made of, so that they cannot say anything else.
"""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys

# What every verb understands stands in one place.
COMMON = ("config", "socket", "json", "reason", "version", "help")


def escaped(text):
    """Text that the macros of `man` take as text: hyphens that can be copied, no line that begins as a request."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\(ga")
    text = "".join(one if one.isascii() else f"\\[u{ord(one):04X}]" for one in text)
    return "\n".join(r"\&" + line if line.startswith((".", r"\(aq")) else line for line in text.split("\n"))


def paragraphs(text):
    """Running text is filled; indented lines stay as they are."""
    lines = []
    for part in filter(None, re.split(r"\n\s*\n", text or "")):
        lines.append(".PP")
        if any(line.startswith(" ") for line in part.split("\n")):
            lines += [".nf", escaped(part), ".fi"]
        else:
            lines.append(escaped(re.sub(r"\s*\n\s*", " ", part).strip()))
    return lines


def spelt(argument):
    names = argument.get("names", [])
    words = ["-" + ("-" if name["kind"] == "long" else "") + name["name"] for name in names]
    value = escaped(argument["valueName"])
    bold = ", ".join(rf"\fB{escaped(word)}\fR" for word in words)
    return bold if argument["kind"] == "flag" else f"{bold} \\fI{value}\\fR" if bold else f"\\fI{value}\\fR"


def explained(argument):
    text = " ".join(filter(None, (argument.get("abstract"), argument.get("discussion"))))
    if argument.get("defaultValue") and argument["kind"] != "flag":
        text += f" Default: {argument['defaultValue']}."
    return [".TP", spelt(argument), escaped(text or "")]


def is_shown(argument):
    return argument.get("shouldDisplay", True)


def is_common(argument):
    return any(name["name"] in COMMON for name in argument.get("names", []))


def verbs(command, path=()):
    path += (command["commandName"],)
    children = [child for child in command.get("subcommands", []) if child["commandName"] != "help"]
    if not children:
        yield path, command
    for child in children:
        yield from verbs(child, path)


def verb(path, command):
    own = [one for one in command.get("arguments", []) if is_shown(one) and not is_common(one)]
    synopsis = [rf"\fB{escaped(' '.join(path))}\fR"]
    for one in own:
        text = spelt(one) + (" ..." if one.get("isRepeating") else "")
        synopsis.append(f"[{text}]" if one.get("isOptional") else text)
    lines = [f".SS {escaped(' '.join(path[1:]))}", " ".join(synopsis)]
    lines += paragraphs(command.get("abstract")) + paragraphs(command.get("discussion"))
    for one in own:
        lines += explained(one)
    return lines


def sections(discussion):
    """The text before the first heading, then (heading, text) for each."""
    parts = re.split(r"(?m)^([A-Z][A-Z ]+)$\n", discussion)
    return parts[0], list(zip(parts[1::2], parts[2::2]))


def head(name, section, date, manual):
    return [f'.TH {name} {section} "{date}" "Fusegate" "{manual}"', ".nh", ".ad l"]


def commands(program, date):
    told = json.loads(subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True).stdout)
    root = told["command"]
    about, headed = sections(root.get("discussion", ""))
    every = list(verbs(root))
    common = {one["preferredName"]["name"]: one for _, command in every for one in command["arguments"] if is_common(one)}
    lines = head("FUSEGATE", 1, date, "User Commands")
    lines += [".SH NAME", "fusegate " + r"\- " + escaped(root["abstract"].rstrip("."))]
    lines += [".SH SYNOPSIS", r"\fBfusegate\fR \fIcommand\fR [\fIoptions\fR]", ".SH DESCRIPTION", *paragraphs(about)[1:]]
    lines.append(".SH OPTIONS OF EVERY COMMAND")
    for name in COMMON:
        lines += explained(common[name])
    lines.append(".SH COMMANDS")
    for path, command in every:
        lines += verb(path, command)
    for heading, text in headed:
        lines += [f".SH {heading}", *paragraphs(text)[1:]]
    lines += [".SH SEE ALSO", r"\fBfusegate.yaml\fR(5)"]
    return "\n".join(lines) + "\n"


def configuration(path, date):
    """The file itself, comments and all: it is the documentation of its keys."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    first, rest = text.split("\n\n", 1)
    about = re.sub(r"(?m)^# ?", "", first)
    lines = head("FUSEGATE.YAML", 5, date, "File Formats")
    lines += [".SH NAME", r"fusegate.yaml \- configuration of fusegate", ".SH SYNOPSIS"]
    lines += [r"\fI/etc/fusegate/fusegate.yaml\fR", ".SH DESCRIPTION", *paragraphs(about)[1:]]
    lines += [".SH KEYS", ".nf", escaped(rest.rstrip("\n")), ".fi", ".SH SEE ALSO", r"\fBfusegate\fR(1)"]
    return "\n".join(lines) + "\n"


def main():
    program, documented, directory = sys.argv[1:]
    # Builds can be repeated: https://reproducible-builds.org/specs/source-date-epoch/
    made = os.environ.get("SOURCE_DATE_EPOCH") or pathlib.Path(documented).stat().st_mtime
    date = datetime.datetime.fromtimestamp(float(made), datetime.timezone.utc).strftime("%Y-%m-%d")
    target = pathlib.Path(directory)
    target.mkdir(parents=True, exist_ok=True)
    (target / "fusegate.1").write_text(commands(program, date), encoding="utf-8")
    (target / "fusegate.yaml.5").write_text(configuration(documented, date), encoding="utf-8")


if __name__ == "__main__":
    main()
