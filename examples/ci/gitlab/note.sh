#!/usr/bin/env bash
# .gitlab/dbconverge/note.sh FILE: keeps one note of a merge request up to date. It is found by a hidden marker and by its
# author, since others can write the marker too.
# Needs curl and jq, and in the environment NOTE_TOKEN, a project access token with the scope `api`: a job's own token cannot
# write notes.
set -euo pipefail
file=$1
marker='<!-- dbconverge plan -->'
notes=$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes

# The token is no argument, since each process of the machine can read those.
call() {
    curl --silent --show-error --fail-with-body --max-time 60 --header 'Content-Type: application/json' \
        --header @<(printf 'PRIVATE-TOKEN: %s\n' "$NOTE_TOKEN") "$@"
}

body=$(mktemp)
trap 'rm -f "$body"' EXIT
if [ -s "$file" ]; then
    jq --null-input --arg marker "$marker" --rawfile plan "$file" '{body: "\($marker)\n\($plan)"}' >"$body"
else
    jq --null-input --arg marker "$marker" --arg job "${CI_JOB_URL:-}" \
        '{body: "\($marker)\n**dbconverge** made no plan of the last commit; [its job](\($job)) says why."}' >"$body"
fi

author=$(call --retry 3 "$CI_API_V4_URL/user" | jq .id)
id=
page=1
while [ -z "$id" ]; do
    found=$(call --retry 3 "$notes?sort=asc&per_page=100&page=$page")
    id=$(jq --raw-output --arg marker "$marker" --argjson author "$author" \
        'first(.[] | select(.author.id == $author and (.body | startswith($marker))) | .id)' <<<"$found")
    [ "$(jq length <<<"$found")" -eq 100 ] || break
    page=$((page + 1))
done

if [ -n "$id" ]; then
    call --request PUT --data "@$body" "$notes/$id" >/dev/null
else
    call --request POST --data "@$body" "$notes" >/dev/null
fi
