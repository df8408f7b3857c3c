-- A role for one part of the directory only.

-- `scope` is the part's name as it was written, `scope_path` what it is compared by; both are empty for everybody. Only the
-- help desk can be limited.
CREATE TABLE role_bindings_new (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    role TEXT NOT NULL,
    group_name TEXT NOT NULL,
    scope TEXT NOT NULL DEFAULT '',
    scope_path BLOB NOT NULL DEFAULT x'',
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, role, group_name, scope_path),
    CHECK ((scope = '') = (scope_path = x'')),
    CHECK (scope = '' OR role = 'help-desk')
) STRICT;
INSERT INTO role_bindings_new (tenant, role, group_name, created_at)
    SELECT tenant, role, group_name, created_at FROM role_bindings;
DROP TABLE role_bindings;
ALTER TABLE role_bindings_new RENAME TO role_bindings;

-- Where each account is, so that a part of the directory is one range: the names from the root down, each ended by a zero
-- byte. Null until the next scan begins: whoever is limited to a part finds nobody by it.
ALTER TABLE directory_accounts ADD COLUMN path BLOB;
CREATE INDEX directory_accounts_by_path ON directory_accounts (tenant, path, login, account_id) WHERE gone_at IS NULL;
