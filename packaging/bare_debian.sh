# Functions for tests on a bare Debian: source this file as root on Linux, with debootstrap installed.

# Make a folder that holds a fresh Debian, of the packages that it can't do without. BARE_ROOT_TAR
# names a tar that keeps it for the next time.
bare_root() { # folder
    local tar=${BARE_ROOT_TAR:-}
    mkdir -p "$1"
    if [ -n "$tar" ] && [ -f "$tar" ]; then
        tar -C "$1" -xf "$tar"
    else
        debootstrap --variant=minbase bookworm "$1" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >&2
        if [ -n "$tar" ]; then tar -C "$1" --one-file-system -cf "$tar" .; fi
    fi
    cp /etc/resolv.conf "$1/etc/resolv.conf"
    echo 'APT::Install-Recommends "false";' >"$1/etc/apt/apt.conf.d/90bare"
}

# Run a command of the shell in it as root, or as the user that BARE_USER names, with the display
# that DISPLAY names. What it mounts goes when it ends.
in_root() { # folder command [argument ...]
    local folder=$1 command=$2
    shift 2
    # shellcheck disable=SC2016
    unshare --mount --propagation private bash -euc '
        folder=$1 user=$2 command=$3
        shift 3
        mount -t proc proc "$folder/proc"
        mount --rbind /dev "$folder/dev"
        if [ -d /tmp/.X11-unix ]; then
            mkdir -p "$folder/tmp/.X11-unix"
            mount --bind /tmp/.X11-unix "$folder/tmp/.X11-unix"
        fi
        exec chroot ${user:+--userspec="$user"} "$folder" /usr/bin/env -i \
            HOME="${user:+/home/$user}" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
            LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive DISPLAY="${DISPLAY:-}" \
            bash -euo pipefail -c "cd; $command" bash "$@"
    ' bash "$folder" "${BARE_USER:-}" "$command" "$@"
}

# Add a user without rights.
add_user() { # folder name
    in_root "$1" "useradd --create-home $2"
}

# Start a virtual screen with a window manager, and name it in DISPLAY; end_screen ends it.
begin_screen() { # number size
    Xvfb ":$1" -screen 0 "${2}x24" -nolisten tcp >/dev/null 2>&1 &
    screen_job=$!
    export DISPLAY=:$1
    for _ in $(seq 50); do
        if xdotool getdisplaygeometry >/dev/null 2>&1; then break; fi
        sleep 0.1
    done
    openbox >/dev/null 2>&1 &
    manager_job=$!
}

end_screen() {
    kill ${manager_job:-} ${screen_job:-} 2>/dev/null || true
}

# Open mine.flim of the user in the window, build it, and take a picture of the screen.
look() { # program language picture
    in_root "$root" "exec $1 gui mine.flim --language $2" &
    window_job=$!
    window=$(timeout 60 xdotool search --sync --onlyvisible --name mine.flim | head -1)
    sleep 8 # the image, its thumbnails and torch
    xdotool windowactivate --sync "$window" key b
    sleep 8
    import -window root "$3"
}

# Close the window that look opened; fail if it stays.
leave() {
    xdotool windowactivate --sync "$window" key ctrl+q
    timeout 30 tail --pid="$window_job" -f /dev/null
    wait "$window_job"
}

# Print the seconds that a command takes, and its output to standard error.
seconds() { # command [argument ...]
    local begin end
    begin=$(date +%s.%N)
    "$@" >&2
    end=$(date +%s.%N)
    awk -v a="$begin" -v b="$end" 'BEGIN { printf "%.1f", b - a }'
}
