# shellcheck shell=bash
# What the builds of the Python programs share. Sourced, never run.

# make_venv REQUIREMENTS VENV NAME
#
# Makes a virtual environment with exactly these requirements from PyPI, anew whenever they changed, so that nothing is
# left of the old ones. NAME stands before the messages.
make_venv() {
    local requirements=$1 venv=$2 name=$3 python='' candidate
    # The first Python that is new enough and can make an environment; Debian packages the latter part separately.
    for candidate in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
    [ -n "$python" ] || {
        echo "$name: no Python >= 3.11 with the venv module; the packages python3 and python3-venv have it" >&2
        return 1
    }
    cmp -s "$requirements" "$venv/requirements.txt" && return 0
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" >&2 || {
        echo "$name: pip cannot install the requirements; is PyPI reachable?" >&2
        return 1
    }
    cp "$requirements" "$venv/requirements.txt"
}

# python_program PATH VENV SCRIPT PYTHONPATH
#
# Writes a program that needs no PATH and no environment of its own; exec keeps the process id that its parent knows.
python_program() {
    cat >"$1" <<WRAPPER
#!/bin/sh
PYTHONPATH='$4' PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
exec '$2/bin/python' '$3' "\$@"
WRAPPER
    chmod 755 "$1"
}
