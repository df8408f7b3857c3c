-- Which directory groups have which role in the console, and the tokens of the first set-up.

CREATE TABLE role_bindings (
    tenant UUID NOT NULL REFERENCES tenants (id),
    role TEXT NOT NULL,
    group_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, role, group_name)
);

-- `digest` is that of the token, `cookie_digest` that of the browser that opened the set-up with it.
CREATE TABLE setup_tokens (
    id UUID PRIMARY KEY NOT NULL,
    tenant UUID NOT NULL REFERENCES tenants (id),
    digest BYTEA NOT NULL UNIQUE,
    cookie_digest BYTEA UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
