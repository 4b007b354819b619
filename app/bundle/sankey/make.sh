#!/bin/sh
# Make static/vendor/d3-sankey/d3-sankey.js again, from the pinned packages; licence texts are joined beside it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target="$here/../../../static/vendor/d3-sankey"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$here/package.json" "$here/entry.js" "$scratch"
cd "$scratch"
npm install --no-package-lock --no-audit --no-fund --silent --ignore-scripts
npx --no-install esbuild entry.js --bundle --minify --format=esm --target=es2022 --legal-comments=none --outfile="$target/d3-sankey.js"
for name in d3-sankey d3-array d3-shape d3-path internmap; do
  node -p "const { name, version, license } = require('./node_modules/$name/package.json'); \`\${name} \${version}, \${license}\`"
done > packages.txt
{ cat packages.txt; for name in d3-sankey internmap; do echo; cat "node_modules/$name/LICENSE"; done; } > "$target/LICENSE.txt"
