# shellcheck shell=bash
# What every script in dev/ shares: the repository's root, messages on stderr, and the few commands whose names differ
# between Linux and macOS. Sourced, never run. Works with bash 3.2, the one macOS has.

# The scripts work from any current directory.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
export root

# Progress goes to stderr, so that a script's stdout holds only its result.
say() { printf '%s\n' "$*" >&2; }

# One sentence: what went wrong and what to do about it.
die() {
    printf '%s: error: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# `have protoc || die "..."`
have() { command -v "$1" >/dev/null 2>&1; }

# Reads stdin, prints the SHA-256 in hexadecimal.
sha256() {
    if have sha256sum; then
        sha256sum | cut -d ' ' -f 1
    else
        shasum -a 256 | cut -d ' ' -f 1
    fi
}

# Swift is often unpacked somewhere and put on the PATH of one user's shell only; sudo and make in a cron job lose it.
if ! have swift; then
    for place in /opt/*/usr/bin /usr/share/swift/usr/bin /usr/local/swift/usr/bin \
        "${SWIFTLY_BIN_DIR:-}" ~/.local/share/swiftly/bin ~/.swiftly/bin \
        "/home/${SUDO_USER:-}/.local/share/swiftly/bin"; do
        if [ -x "$place/swift" ]; then
            export PATH="$place:$PATH"
            break
        fi
    done
fi

# The files git knows and those it would take on `git add .`, so that a check also sees files not yet committed; a file
# deleted but still tracked is left out. Arguments are pathspecs. Without git (a source archive) it falls back to find.
project_files() {
    (
        cd "$root" || exit 1
        if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
            git ls-files --cached --others --exclude-standard -- "$@" | sort -u
        else
            for pattern in "$@"; do
                find . -path ./.build -prune -o -type f -path "./$pattern" -print | sed 's|^\./||'
            done | sort -u
        fi
    ) | while IFS= read -r file; do
        [ -f "$root/$file" ] && printf '%s\n' "$file"
    done
    return 0
}

# Prints the calling script's header comment, then ends: `case ${1-} in -h | --help) usage ;; esac`
usage() {
    sed -n -e '1d' -e '/^#/!q' -e 's/^# \{0,1\}//p' "$root/dev/$(basename "$0")"
    exit 0
}

# One line for each import in the Swift files named on stdin: FILE:LINE<tab>ACCESS<tab>MODULE. ACCESS is the word written,
# `internal` where none is. Comments and strings do not start a line with `import`, so no parser is needed.
imports_in() {
    while IFS= read -r file; do
        awk -v file="$file" '
            /^[ \t]*((@[A-Za-z_]+(\([^)]*\))?)[ \t]+)*((public|package|internal|private|fileprivate)[ \t]+)?import[ \t]/ {
                access = "internal"
                if (match($0, /(public|package|internal|private|fileprivate)[ \t]+import/)) {
                    access = substr($0, RSTART, RLENGTH)
                    sub(/[ \t].*/, "", access)
                }
                module = $0
                sub(/.*import[ \t]+/, "", module)
                sub(/^(struct|class|enum|protocol|typealias|func|let|var)[ \t]+/, "", module)
                sub(/[^A-Za-z0-9_].*/, "", module)
                printf "%s:%d\t%s\t%s\n", file, FNR, access, module
            }' "$root/$file"
    done
}

# The name of the module a source file belongs to.
module_of() {
    case $1 in
        Sources/*) printf '%s\n' "$1" | cut -d / -f 2 ;;
        Plugins/*/Sources/*) printf '%s\n' "$1" | cut -d / -f 2 ;;
    esac
}
