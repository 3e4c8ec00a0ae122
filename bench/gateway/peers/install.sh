#!/usr/bin/env bash
# Installs serverless-offline of npm, with the last serverless that needs no
# account, which the former does not name: hence the flag. Without npm its rows
# are left out of the report.
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v npm >/dev/null; then
	echo "npm is not on PATH: serverless-offline is left out" >&2
	exit
fi
[ -d node_modules/serverless-offline ] ||
	npm install --silent --no-audit --no-fund --no-package-lock --legacy-peer-deps
