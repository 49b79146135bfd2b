# Sourced by bin/*: finds a Python that can run tools/house, then hands over to it.
house_tools="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)"
for python in ${CRM_MONACO_PYTHON:-python3 python3.13 python3.12 python3.11 python3.10}; do
    if "$python" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
        exec "$python" -B "$house_tools" "$@"
    fi
done
found="$("${CRM_MONACO_PYTHON:-python3}" --version 2>/dev/null || echo 'no python3')"
echo "error: Odoo 19 needs Python 3.10 to 3.13; found: $found (name another with CRM_MONACO_PYTHON)" >&2
exit 1
