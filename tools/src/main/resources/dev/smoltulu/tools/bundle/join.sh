#!/bin/sh
# Checks the parts beside this script and unpacks them: sh join [FOLDER]. The program is then FOLDER/smoltulu/smoltulu.
set -eu

fail() {
    printf 'join: %s\n' "$1" >&2
    exit 1
}

folder=${1:-.}
mkdir -p "$folder" || fail "$folder cannot be made; name another folder"
folder=$(cd "$folder" && pwd)
cd "$(dirname "$0")"
for program in sha256sum tar gzip; do
    command -v "$program" > /dev/null 2>&1 || fail "$program is not on the PATH; install it"
done
[ ! -e "$folder/smoltulu" ] || fail "$folder/smoltulu is there already; name another folder: sh join FOLDER"
bad=""
while read -r hash part; do
    printf '%s  %s\n' "$hash" "$part" | sha256sum -c - > /dev/null 2>&1 || bad="$bad $part"
done < SHA256SUMS
[ -z "$bad" ] || fail "missing or damaged:$bad; copy anew what is named"
cat ./*.tar.gz.[0-9]* | tar -xzf - -C "$folder" || fail "unpacking failed; is the disk of $folder full?"
printf 'The program is %s/smoltulu/smoltulu; begin with:\n    %s/smoltulu/smoltulu doctor\n' "$folder" "$folder"
