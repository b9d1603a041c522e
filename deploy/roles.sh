#!/bin/sh
# Run once by the postgres image, on an empty data directory: the owner migrates, the application only inserts.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" <<'SQL'
CREATE ROLE controlroom_owner LOGIN PASSWORD :'owner';
CREATE ROLE controlroom_app LOGIN PASSWORD :'app';
CREATE DATABASE controlroom OWNER controlroom_owner;
SQL
