#!/bin/sh
# Remove the flimbuilder that install.sh installed. Settings and projects are kept.
set -eu

target=$(cd "$(dirname "$0")" && pwd -P)
fail() {
    echo "uninstall.sh: $1" >&2
    exit 1
}
{ [ -x "$target/flimbuilder" ] && [ -f "$target/share/installed-to" ]; } ||
    fail "$target: is not an installed flimbuilder; delete the folder to remove it"
prefix=$(dirname "$(dirname "$target")")
share=$(cat "$target/share/installed-to")
[ -w "$prefix/lib" ] || fail "$prefix/lib: can't be written; run as the user who installed it"

if [ "$(readlink "$prefix/bin/flimbuilder" 2>/dev/null)" = ../lib/flimbuilder/flimbuilder ]; then
    rm -f "$prefix/bin/flimbuilder"
fi
rm -f "$share/applications/flimbuilder.desktop" "$share/mime/packages/flimbuilder.xml"
for icon in "$target"/share/icons/hicolor/*/apps/*; do
    rm -f "$share/icons/${icon#"$target"/share/icons/}"
done
sh "$target/share/refresh.sh" "$share"
rm -rf "$target"
echo "removed: $target"
echo "kept: your projects, and the settings in ${XDG_CONFIG_HOME:-${HOME:-~}/.config}/flimbuilder"
