#!/bin/sh
# Puts the program, as it is run for others, into the folder $1: a clean environment with what requirements-runtime.lock
# names, and the wheel built from this checkout. The container file runs it, and so does CI where no container engine is.
set -eu
cd "$(dirname "$0")/.."
to=${1:?name a folder that is not there yet}
[ ! -e "$to" ] || { echo "$to is there already; name another folder." >&2; exit 2; }
tools/setup.sh
uv=$PWD/.venv/bin/uv
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
"$uv" build --quiet --require-hashes --build-constraints requirements.lock --python .venv/bin/python --out-dir "$wheels"
"$uv" venv --quiet --python .venv/bin/python "$to"
"$uv" pip install --quiet --python "$to/bin/python" --require-hashes --build-constraints requirements.lock -r requirements-runtime.lock
"$uv" pip install --quiet --python "$to/bin/python" --no-deps "$wheels"/*.whl
"$to/bin/python" -I -c "import admissions; print('admissions', admissions.__version__)"
