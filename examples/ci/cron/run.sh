#!/usr/bin/env bash
# /usr/local/lib/dbconverge/run.sh reconcile|drift: fetches the repository and runs dbconverge on it.
#
# /etc/dbconverge/environment, which only the user dbconverge can read, has FLEETS_URL, HUAWEICLOUD_SDK_AK and
# HUAWEICLOUD_SDK_SK, a NAME=value a line. A run is silent unless a person is needed; `dbconverge history` has them all.
set -euo pipefail
umask 077
home=${DBCONVERGE_HOME:-/var/lib/dbconverge}
environment=${DBCONVERGE_ENVIRONMENT:-/etc/dbconverge/environment}
set -a
# shellcheck source=/dev/null
. "$environment"
set +a
export DBCONVERGE_REPO=$home/fleets.git DBCONVERGE_REF=main DBCONVERGE_STATE=$home/journal

# A run that is still under way follows the branch: it requests nothing more under a commit that main has left.
git init --quiet --bare "$DBCONVERGE_REPO"
git --git-dir="$DBCONVERGE_REPO" fetch --quiet --prune "$FLEETS_URL" '+refs/heads/*:refs/heads/*'

said=$(mktemp)
trap 'rm -f "$said"' EXIT
status=0
case $1 in
    reconcile) dbconverge reconcile >"$said" 2>&1 || status=$? ;;
    drift) dbconverge plan --detailed-exitcode >"$said" 2>&1 || status=$? ;;
    *) echo "usage: $0 reconcile|drift" >&2; exit 64 ;;
esac

case $1-$status in
    # Done; goes on at the next run, by itself (3) or beyond maxChanges (4); another run has the fleet (6).
    *-0 | reconcile-3 | reconcile-4 | reconcile-6) ;;
    *)
        cat "$said"
        exit "$status"
        ;;
esac
