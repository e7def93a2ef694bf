#!/usr/bin/env bash
# Writes the locks anew: versions and hashes, no download addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() {
  .venv/bin/uv pip compile pyproject.toml --python-version 3.11 --override requirements/overrides.txt \
    --prerelease if-necessary-or-explicit --generate-hashes --no-emit-index-url --no-header -q "$@"
}
lock --group build -o requirements/run.lock
lock --group build --group test -o requirements/test.lock
for group in compare lines; do
  .venv/bin/uv pip compile --group "$group" --constraint requirements/test.lock --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-header -q -o "requirements/$group.lock"
done
echo 'uv' | .venv/bin/uv pip compile - --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/bootstrap.lock
