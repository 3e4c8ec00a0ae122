#!/usr/bin/env bash
# Installs serverless-offline of npm, with the last serverless that needs no
# account, which the former does not name: hence the flag. It fails, and says why,
# where that cannot be: the report has no rows of it then.
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v npm >/dev/null; then
	echo "npm is not on PATH" >&2
	exit 1
fi
# The last file of either package that the benchmark needs: an installation that
# was broken off is done again.
[ -f node_modules/serverless-offline/package.json ] && [ -f node_modules/serverless/bin/serverless.js ] ||
	npm install --loglevel=error --no-audit --no-fund --no-package-lock --legacy-peer-deps
