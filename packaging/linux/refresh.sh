#!/bin/sh
# Tell the desktop that entries, icons or file types below the folder $1 changed, as far as it asks.
for command in "update-desktop-database -q $1/applications" "update-mime-database $1/mime" \
    "gtk-update-icon-cache -q -t -f $1/icons/hicolor"; do
    if command -v "${command%% *}" >/dev/null 2>&1; then
        $command >/dev/null 2>&1 || true
    fi
done
