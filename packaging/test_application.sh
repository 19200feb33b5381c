#!/usr/bin/env bash
# Install the application on a bare Debian, as a user without rights, and use it.
#
#   packaging/test_application.sh ARCHIVE [PICTURES]
#
# ARCHIVE is flimbuilder-VERSION-linux-x86_64.tar.xz (packaging/build_application.py); PICTURES gets
# screenshots. Needs root, Linux, debootstrap, Xvfb, openbox, xdotool, ImageMagick and 4 GB in TMPDIR.
# What the application says is missing is installed, and nothing else: no Python, no Qt.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=packaging/bare_debian.sh
. "$here/bare_debian.sh"

archive=$(realpath "$1")
pictures=$(mkdir -p "${2:-.}" && realpath "${2:-.}")
work=$(mktemp -d)
root=$work/root
trap 'end_screen 2>/dev/null; rm -rf "$work"' EXIT

echo "== a bare Debian"
bare_root "$root"
BARE_USER='' in_root "$root" 'apt-get update -qq && apt-get install -y -qq xz-utils >/dev/null'
add_user "$root" expert
export BARE_USER=expert
cp "$archive" "$root/opt/flimbuilder.tar.xz"
if in_root "$root" 'command -v python3'; then
    echo "this Debian is not bare: it has Python" >&2
    exit 1
fi

echo "== install it"
unpacked=$(seconds in_root "$root" 'tar xf /opt/flimbuilder.tar.xz')
in_root "$root" 'flimbuilder-*/install.sh && rm -rf flimbuilder-*'
size=$(in_root "$root" 'du -sm .local/lib/flimbuilder | cut -f1')
flimbuilder=.local/bin/flimbuilder
in_root "$root" "$flimbuilder --version && $flimbuilder info --system"

echo "== the commands"
demo=$(seconds in_root "$root" "$flimbuilder demo --out demo")
again=$(seconds in_root "$root" "$flimbuilder demo --out again >/dev/null")
echo "demo in $demo s, again in $again s"
in_root "$root" "
    test -s demo/report.html
    mkdir images masks && cp demo/coins/images/* images
    cp -r demo/coins.flim mine.flim
    $flimbuilder new own.flim images
    $flimbuilder build mine.flim --out mine.model
    $flimbuilder build mine.flim --out mine.model --verify
    $flimbuilder predict mine.model images --out results --mask --ome-zarr results \\
        --table objects.csv
    $flimbuilder predict mine.model images --out tables --table objects.xlsx
    for format in pytorch safetensors onnx pt2; do
        $flimbuilder export mine.model mine.\$format --to \$format
        test -s mine.\$format
    done
    $flimbuilder predict mine.model images --out spread --mask --cluster local:2
    for mask in results/*mask*; do cmp \"\$mask\" \"spread/\$(basename \"\$mask\")\"; done
    test \"\$(wc -l <objects.csv)\" -gt 5 -a -s objects.xlsx"

echo "== the window"
begin_screen "${SCREEN:-91}" 1280x800
if ! in_root "$root" "$flimbuilder doctor" | tee "$work/doctor"; then
    packages=$(grep '^missing' "$work/doctor" | sed -n 's/.*sudo apt install //p' | tr '\n' ' ')
    echo "the doctor asks for: $packages"
    # shellcheck disable=SC2086
    BARE_USER='' in_root "$root" "apt-get install -y -qq $packages >/dev/null"
    in_root "$root" "$flimbuilder doctor >/dev/null"
fi
cp "$here/first_paint.py" "$root/opt/first_paint.py"
first_paint() {
    in_root "$root" "$flimbuilder --run-script /opt/first_paint.py \$(date +%s.%N)"
}
paints=
for _ in 1 2 3; do
    sync && echo 3 >/proc/sys/vm/drop_caches
    paints="$paints $(first_paint) ($(first_paint))"
done
echo "first paint after$paints s, in parentheses with the files in memory"
look "$flimbuilder" en "$pictures/application-window.png"
xdotool key alt+h && sleep 1 && xdotool key g
sleep 4
import -window root "$pictures/application-guide.png"
leave
look "$flimbuilder" pt_BR "$pictures/application-portuguese.png"
leave
end_screen

echo "== remove it"
in_root "$root" '
    .local/lib/flimbuilder/uninstall.sh
    test ! -e .local/lib/flimbuilder -a ! -e .local/bin/flimbuilder
    test -d mine.flim'
echo "archive $(stat -c %s "$archive") bytes, $size MB unpacked in $unpacked s; demo $demo s," \
    "again $again s; first paint$paints s"
