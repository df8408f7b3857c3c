-- Which directory groups have which role in the console, and the tokens of the first set-up.

CREATE TABLE role_bindings (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    role TEXT NOT NULL,
    group_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, role, group_name)
) STRICT;

-- `digest` is that of the token, `cookie_digest` that of the browser that opened the set-up with it.
CREATE TABLE setup_tokens (
    id BLOB PRIMARY KEY NOT NULL,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    digest BLOB NOT NULL UNIQUE,
    cookie_digest BLOB UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
