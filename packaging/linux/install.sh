#!/bin/sh
# Install the flimbuilder in this folder: for you, or with --system (as root) for everybody.
set -eu

usage() {
    cat <<'EOF'
usage: ./install.sh [--system | --prefix FOLDER]

  without options   for you: ~/.local/lib/flimbuilder, ~/.local/bin and ~/.local/share
  --system          for all users, as root: the same folders below /usr/local
  --prefix FOLDER   FOLDER/lib/flimbuilder, FOLDER/bin and FOLDER/share

An older version in the same place is replaced. Settings and projects are kept.
EOF
}

fail() {
    echo "install.sh: $1" >&2
    exit 1
}

prefix=
while [ $# -gt 0 ]; do
    case $1 in
    --system) prefix=/usr/local ;;
    --prefix)
        [ $# -gt 1 ] || fail "--prefix needs a folder"
        prefix=$2
        shift
        ;;
    -h | --help)
        usage
        exit
        ;;
    *) fail "unknown option $1; --help shows how" ;;
    esac
    shift
done
if [ -z "$prefix" ]; then
    [ -n "${HOME:-}" ] || fail "HOME is not set; give --prefix FOLDER"
    prefix=$HOME/.local
    share=${XDG_DATA_HOME:-$prefix/share}
fi
case $prefix in
/*) ;;
*) prefix=$(pwd)/$prefix ;;
esac
share=${share:-$prefix/share}
case $prefix$share in
*[\"\`\$\\%\&\|]* | *"
"*) fail "$prefix: a folder of this name can't be written into a desktop entry; choose another" ;;
esac

source=$(cd "$(dirname "$0")" && pwd -P)
target=$prefix/lib/flimbuilder
{ [ -x "$source/flimbuilder" ] && [ -d "$source/_internal" ]; } ||
    fail "$source: holds no application; unpack the whole archive first"
if [ -e "$target" ]; then
    { [ -x "$target/flimbuilder" ] && [ -d "$target/_internal" ]; } ||
        fail "$target: exists, and is not flimbuilder; move it away, or give --prefix FOLDER"
    [ "$(cd "$target" && pwd -P)" != "$source" ] || fail "$target: is installed already"
fi
if [ -e "$prefix/bin/flimbuilder" ] && [ ! -L "$prefix/bin/flimbuilder" ]; then
    fail "$prefix/bin/flimbuilder: exists, and is not of this application; move it away"
fi
mkdir -p "$prefix/lib" "$prefix/bin" "$share/applications" "$share/mime/packages" ||
    fail "$prefix: can't be written; give --prefix FOLDER, or run as root with --system"

# Copy beside the target first: an interrupted installation leaves the older version as it is.
new=$(mktemp -d "$prefix/lib/.flimbuilder-XXXXXX") || fail "$prefix/lib: can't be written"
trap 'rm -rf "$new"' EXIT
trap 'exit 130' INT TERM
cp -R "$source/." "$new"
chmod 755 "$new"
if [ -e "$target" ]; then
    mv "$target" "$new.old"
    mv "$new" "$target"
    rm -rf "$new.old"
else
    mv "$new" "$target"
fi
printf '%s\n' "$share" >"$target/share/installed-to"

ln -sfn ../lib/flimbuilder/flimbuilder "$prefix/bin/flimbuilder"
sed "s|^Exec=flimbuilder|Exec=\"$target/flimbuilder\"|; s|^TryExec=.*|TryExec=$target/flimbuilder|" \
    "$target/share/applications/flimbuilder.desktop" >"$share/applications/flimbuilder.desktop"
cp "$target/share/mime/packages/flimbuilder.xml" "$share/mime/packages/"
mkdir -p "$share/icons"
cp -R "$target/share/icons/hicolor" "$share/icons/"
sh "$target/share/refresh.sh" "$share"

echo "installed: $target"
case ":${PATH:-}:" in
*":$prefix/bin:"*) echo "start it from the menu, or with: flimbuilder" ;;
*) echo "start it from the menu, or with: $prefix/bin/flimbuilder" ;;
esac
echo "remove it with: $target/uninstall.sh"
