#!/usr/bin/env bash
# .github/dbconverge/comment.sh FILE: keeps one comment of a pull request up to date. It is found by a hidden marker and by its
# author, since others can write the marker too.
# Needs curl and jq, and in the environment GITHUB_TOKEN, GITHUB_REPOSITORY and PULL_REQUEST.
set -euo pipefail
file=$1
marker='<!-- dbconverge plan -->'
author=${COMMENT_AUTHOR:-github-actions[bot]}
issues=${GITHUB_API_URL:-https://api.github.com}/repos/$GITHUB_REPOSITORY/issues

# The token is no argument, since each process of the machine can read those.
call() {
    curl --silent --show-error --fail-with-body --max-time 60 --header 'Accept: application/vnd.github+json' \
        --header @<(printf 'Authorization: Bearer %s\n' "$GITHUB_TOKEN") "$@"
}

body=$(mktemp)
trap 'rm -f "$body"' EXIT
if [ -s "$file" ]; then
    jq --null-input --arg marker "$marker" --rawfile plan "$file" '{body: "\($marker)\n\($plan)"}' >"$body"
else
    run=${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY/actions/runs/${GITHUB_RUN_ID:-}
    jq --null-input --arg marker "$marker" --arg run "$run" \
        '{body: "\($marker)\n**dbconverge** made no plan of the last commit; [its run](\($run)) says why."}' >"$body"
fi

id=
page=1
while [ -z "$id" ]; do
    comments=$(call --retry 3 "$issues/$PULL_REQUEST/comments?per_page=100&page=$page")
    id=$(jq --raw-output --arg marker "$marker" --arg author "$author" \
        'first(.[] | select(.user.login == $author and (.body | startswith($marker))) | .id)' <<<"$comments")
    [ "$(jq length <<<"$comments")" -eq 100 ] || break
    page=$((page + 1))
done

if [ -n "$id" ]; then
    call --request PATCH --data "@$body" "$issues/comments/$id" >/dev/null
else
    call --request POST --data "@$body" "$issues/$PULL_REQUEST/comments" >/dev/null
fi
