#!/usr/bin/env bash
# Looks over .github/workflows: actionlint for mistakes, zizmor for holes. Both are fetched once, into build/tools, at the
# versions below.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

actionlint=1.7.12
zizmor=1.32.0
tools="$PWD/build/tools"

if ! [ -x "$tools/actionlint-$actionlint" ]; then
  GOBIN="$tools" go install "github.com/rhysd/actionlint/cmd/actionlint@v$actionlint"
  mv "$tools/actionlint" "$tools/actionlint-$actionlint"
fi
if ! [ -x "$tools/zizmor-$zizmor/bin/zizmor" ]; then
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
    --target "$tools/zizmor-$zizmor" "zizmor==$zizmor"
fi

# It has the steps looked over by shellcheck, where there is one.
"$tools/actionlint-$actionlint" -color=false
"$tools/zizmor-$zizmor/bin/zizmor" --offline --no-progress --persona pedantic --min-severity low .
