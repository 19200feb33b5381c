#!/usr/bin/env bash
# Install a wheel and an sdist on a bare Debian, by pip, pipx and uvx, and use what they install.
#
#   packaging/test_wheel.sh [DIST] [PICTURES]
#
# DIST holds one wheel and one sdist (packaging/distributions.py); PICTURES gets screenshots. Needs
# root, Linux, debootstrap, Xvfb, openbox, xdotool, ImageMagick and 6 GB in TMPDIR. The packages are
# downloaded once, of the versions in constraints.txt, and installed without a network: TORCH_INDEX
# names the index of PyTorch's CPU build, WHEELS a folder that keeps them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=packaging/bare_debian.sh
. "$here/bare_debian.sh"

dist=$(realpath "${1:-$here/../dist}")
pictures=$(mkdir -p "${2:-.}" && realpath "${2:-.}")
wheel=$(cd "$dist" && ls ./*.whl) sdist=$(cd "$dist" && ls ./*.tar.gz)
if [ "$(wc -w <<<"$wheel $sdist")" -ne 2 ]; then
    echo "$dist: one wheel and one sdist are expected, not: $wheel $sdist" >&2
    exit 1
fi
work=$(mktemp -d)
root=$work/root
trap 'end_screen 2>/dev/null; rm -rf "$work"' EXIT
wheels=${WHEELS:-$work/wheels}
export BARE_USER=

echo "== a bare Debian with python3-venv"
python3 -m pip download -q -q -d "$wheels" --only-binary :all: -c "$here/constraints.txt" \
    ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} "$dist/$wheel" hatchling pipx uv
bare_root "$root"
in_root "$root" 'apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null'
add_user "$root" expert
BARE_USER=expert
mkdir "$root/opt/wheels" "$root/opt/dist"
cp -l "$wheels"/*.whl "$root/opt/wheels" 2>/dev/null || cp "$wheels"/*.whl "$root/opt/wheels"
rm -f "$root/opt/wheels/$wheel"
cp "$dist/$wheel" "$dist/$sdist" "$root/opt/dist"
export OFFLINE='--no-index --find-links /opt/wheels'

echo "== pip install $wheel"
in_root "$root" 'python3 -m venv flim'
installed=$(seconds in_root "$root" "flim/bin/pip install -q $OFFLINE /opt/dist/$wheel")
size=$(in_root "$root" 'du -sm flim | cut -f1')
echo "installed in $installed s, $size MB"

echo "== the commands, without Qt's libraries"
version=$(in_root "$root" 'flim/bin/flimbuilder --version')
echo "$version"
if in_root "$root" 'flim/bin/flimbuilder doctor'; then
    echo "doctor misses nothing on a system without Qt's libraries" >&2
    exit 1
fi
if in_root "$root" 'flim/bin/flimbuilder gui' 2>"$work/gui.err"; then
    echo "the window starts without Qt's libraries" >&2
    exit 1
fi
cat "$work/gui.err"
[ "$(wc -l <"$work/gui.err")" -eq 1 ]
demo=$(seconds in_root "$root" 'flim/bin/flimbuilder demo --out demo')
echo "demo in $demo s"
in_root "$root" 'test -s demo/report.html'
again=$(seconds in_root "$root" 'flim/bin/flimbuilder demo --out again >/dev/null')
echo "again in $again s"

echo "== a project of one's own: import, build, predict, export, rebuild"
in_root "$root" '
    cp -r demo/coins.flim mine.flim
    flim/bin/flimbuilder build mine.flim --out mine.model
    flim/bin/flimbuilder build mine.flim --out mine.model --verify
    flim/bin/flimbuilder predict mine.model demo/coins/images --out results --mask --table objects.csv
    flim/bin/flimbuilder export mine.model mine.pt --to pytorch
    test "$(wc -l <objects.csv)" -gt 5 -a -s mine.pt
    find results -name "*mask*" | grep -q .
    cd mine.model && ../flim/bin/python -P -c "
import sys
sys.path.insert(0, \".\")
import torch
from encoder import load
activations, saliency = load(\".\")(torch.rand(1, 1, 64, 64))
assert saliency.shape[0] == 1
assert not any(name.startswith(\"flimbuilder\") for name in sys.modules)
"'

echo "== the window, with the libraries that README names"
libraries=$(sed -n 's/^sudo apt install //p' "$here/../README.md")
BARE_USER='' in_root "$root" "apt-get install -y -qq $libraries >/dev/null"
begin_screen "${SCREEN:-92}" 1280x800
in_root "$root" 'flim/bin/flimbuilder doctor'
cp "$here/first_paint.py" "$root/opt/first_paint.py"
paints=
for _ in 1 2 3; do
    paints="$paints $(in_root "$root" 'flim/bin/python /opt/first_paint.py $(date +%s.%N)')"
done
echo "first paint after$paints s"
look flim/bin/flimbuilder en "$pictures/wheel-window.png"
xdotool key alt+h && sleep 1 && xdotool key g
sleep 4
import -window root "$pictures/wheel-guide.png"
leave
look flim/bin/flimbuilder pt_BR "$pictures/wheel-portuguese.png"
leave
end_screen

echo "== pip install $sdist"
in_root "$root" "
    flim/bin/pip uninstall -q -y flimbuilder
    flim/bin/pip install -q $OFFLINE --no-deps /opt/dist/$sdist
    flim/bin/flimbuilder --version
    flim/bin/flimbuilder demo --out of-sdist >/dev/null"
in_root "$root" 'flim/bin/pip check && rm -rf flim'

echo "== pipx and uvx"
in_root "$root" "python3 -m venv tools && tools/bin/pip install -q $OFFLINE pipx uv"
in_root "$root" "
    tools/bin/pipx install -q --pip-args '$OFFLINE' /opt/dist/$wheel
    .local/bin/flimbuilder --version
    .local/bin/flimbuilder demo --out of-pipx >/dev/null
    tools/bin/pipx uninstall flimbuilder"
in_root "$root" "
    tools/bin/uvx --offline $OFFLINE --from /opt/dist/$wheel flimbuilder demo --out of-uvx >/dev/null
    test -s of-uvx/report.html"

echo "wheel $(stat -c %s "$dist/$wheel") bytes, sdist $(stat -c %s "$dist/$sdist") bytes; $size MB installed" \
    "in $installed s; demo $demo s, again $again s; first paint$paints s"
