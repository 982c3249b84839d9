#!/bin/sh
# Makes .venv: Python 3.11 or 3.12, what requirements.lock names, and this checkout. Does nothing where that stands.
# PYTHON=/path/to/python chooses the interpreter. Exit 2, with one sentence, where the machine lacks something.
set -eu
cd "$(dirname "$0")/.."
log=.tools/setup.log

lacking() {
    echo "$1" >&2
    exit 2
}

# Runs a step in silence; where it fails, says what failed and the end of what it printed, addresses left out.
step() {
    what=$1
    shift
    "$@" >"$log" 2>&1 || {
        echo "Set-up failed: $what. The last lines it printed:" >&2
        tail -n 12 "$log" | sed 's#[a-z]*://[^ )]*#(address)#g' >&2
        exit 2
    }
}

# Prints the first interpreter on the PATH, of the names given, in which the statement $1 runs without an error. Each is
# really run: a pyenv shim can be there and still have no Python behind it. Call it in a subshell: it sets IFS.
python_where() {
    statement=$1
    shift
    IFS=:
    for name in "$@"; do
        for folder in $PATH; do
            if [ -x "$folder/$name" ] && "$folder/$name" -c "$statement; print(sys.executable)" 2>/dev/null; then
                return
            fi
        done
    done
    return 1
}

# durable-rules is compiled here: tries the compiler that this Python uses, then the headers.
try_compiler() {
    compiler=${CC:-$("$python" -c 'import sysconfig; print(sysconfig.get_config_var("CC") or "cc")')}
    include=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    compiles stdlib.h ||
        lacking "A C compiler is missing, and one library is compiled on your machine: install gcc (on Debian or Ubuntu: apt install build-essential), then run make again."
    compiles Python.h ||
        lacking "The headers of Python $version are missing, and one library is compiled against them: install them (on Debian or Ubuntu: apt install python$version-dev), then run make again."
}
compiles() { echo "#include <$1>" | $compiler -shared -fPIC -I"$include" -x c -o .tools/compiled - >/dev/null 2>&1; }

stamp() {
    { pwd; echo "${PYTHON:-}"; cat requirements.lock pyproject.toml tools/setup.sh; grep __version__ admissions/__init__.py; } 2>&1 | cksum
}
if [ "$(stamp)" = "$(cat .venv/stamp 2>/dev/null)" ] && .venv/bin/python -c "" 2>/dev/null; then
    exit 0
fi

# The interpreter: one with its headers if there is one.
right='import os, sys, sysconfig; assert (3, 11) <= sys.version_info[:2] <= (3, 12)'
headers='assert os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h"))'
if [ -n "${PYTHON:-}" ]; then
    python=$("$PYTHON" -c "$right; print(sys.executable)" 2>/dev/null) ||
        lacking "PYTHON=$PYTHON is not a Python 3.11 or 3.12 that runs: name one that is, or leave PYTHON out."
else
    python=$(python_where "$right; $headers" python3.11 python3.12 python3) ||
        python=$(python_where "$right" python3.11 python3.12 python3) || python=
fi

mkdir -p .tools
[ -z "$python" ] || try_compiler

# uv: the one on the PATH, else a pinned one in .tools.
if uv --version >/dev/null 2>&1; then
    uv=uv
else
    uv=.tools/uv/bin/uv
    if ! "$uv" --version >/dev/null 2>&1; then
        names="python3.11 python3.12 python3.13 python3.14 python3"
        maker=$(python_where 'import sys, ensurepip, venv' $names) || {
            (python_where 'import sys' $names) >/dev/null ||
                lacking "No Python was found: install Python 3.11 or 3.12 (3.13 is too new for a library used here), then run make again."
            lacking "Python's venv module is missing: install it (on Debian or Ubuntu: apt install python3-venv), then run make again."
        }
        echo "Fetching uv ..." >&2
        rm -rf .tools/uv
        step "no virtual environment could be made for uv" "$maker" -m venv .tools/uv
        step "uv could not be installed" \
            .tools/uv/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r tools/uv-requirements.txt
    fi
fi

if [ -z "$python" ]; then
    export UV_PYTHON_INSTALL_DIR="$PWD/.tools/python" UV_PYTHON_INSTALL_BIN=0
    echo "Fetching Python 3.12 ..." >&2
    { "$uv" python install 3.12 >"$log" 2>&1 && python=$("$uv" python find --managed-python 3.12 2>>"$log"); } ||
        lacking "Python 3.11 or 3.12 is needed (3.13 is too new for a library used here) and could not be downloaded: install it (on Debian 12: apt install python3.11-dev python3.11-venv, elsewhere for example pyenv install 3.12), then run make again."
    try_compiler
fi

echo "Setting up .venv with Python $version, about a minute the first time ..." >&2
rm -rf .venv
step "no virtual environment could be made" "$uv" venv --quiet --no-python-downloads --python "$python" .venv
step "the libraries in requirements.lock could not be installed" \
    "$uv" pip install --quiet --python .venv/bin/python --require-hashes \
    --build-constraints requirements.lock -r requirements.lock
step "this checkout could not be installed" \
    "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
stamp >.venv/stamp
