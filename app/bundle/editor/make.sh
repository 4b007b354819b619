#!/bin/sh
# Make static/vendor/codemirror/codemirror.js again, from the pinned packages; licence texts are joined beside it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target="$here/../../../static/vendor/codemirror"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$here/package.json" "$here/entry.js" "$scratch"
cd "$scratch"
npm install --no-package-lock --no-audit --no-fund --silent --ignore-scripts
npx --no-install esbuild entry.js --bundle --minify --format=esm --target=es2022 --legal-comments=none --outfile="$target/codemirror.js"
for folder in node_modules/@codemirror/* node_modules/@lezer/* node_modules/@marijn/* node_modules/crelt node_modules/style-mod node_modules/w3c-keyname; do
  node -p "const { name, version, license } = require('./$folder/package.json'); \`\${name} \${version}, \${license}\`"
done > packages.txt
{ cat packages.txt; echo; cat node_modules/@codemirror/state/LICENSE; } > "$target/LICENSE.txt"
