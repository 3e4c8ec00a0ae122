#!/usr/bin/env bash
# Installs the engines of npm. Apache Velocity is the Debian package velocity,
# and wants a JDK. What is not there has no row in the report.
set -euo pipefail
cd "$(dirname "$0")"
if command -v npm >/dev/null; then
	[ -d node_modules/velocityjs ] || npm install --silent --no-audit --no-fund --no-package-lock
else
	echo "npm is not on PATH: velocityjs and api-gateway-mapping-template are left out" >&2
fi
command -v javac >/dev/null && [ -e /usr/share/java/velocity.jar ] ||
	echo "Apache Velocity is left out: apt-get install velocity default-jdk-headless" >&2
