#!/usr/bin/env bash
# Prints the path of a Python that has torch, numpy and safetensors, to read our files with. $MARTLET_PYTHON comes first, then `python3`,
# then an environment of our own under the user's cache folder, which is made with pip when it is absent (torch is large: minutes).
set -euo pipefail

has_all() { "$1" -c 'import torch, numpy, safetensors.torch' 2>/dev/null; }

for python in "${MARTLET_PYTHON:-}" python3; do
    if [ -n "$python" ] && command -v "$python" >/dev/null && has_all "$python"; then
        command -v "$python"
        exit 0
    fi
done
home=${XDG_CACHE_HOME:-$HOME/.cache}/martlet/readers
if ! { [ -x "$home/bin/python" ] && has_all "$home/bin/python"; }; then
    command -v python3 >/dev/null || { echo "there is no python3" >&2; exit 1; }
    python3 -m venv "$home" >&2 || { echo "python3 cannot make a virtual environment" >&2; exit 1; }
    timeout 600 "$home/bin/pip" install --quiet torch numpy safetensors >&2 || { echo "pip could not install torch, numpy and safetensors" >&2; exit 1; }
    has_all "$home/bin/python" || { echo "torch, numpy and safetensors were installed but cannot be imported" >&2; exit 1; }
fi
echo "$home/bin/python"
