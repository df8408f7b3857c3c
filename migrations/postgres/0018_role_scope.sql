-- A role for one part of the directory only.

-- `scope` is the part's name as it was written, `scope_path` what it is compared by; both are empty for everybody. Only the
-- help desk can be limited.
ALTER TABLE role_bindings ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE role_bindings ADD COLUMN scope_path BYTEA NOT NULL DEFAULT '';
ALTER TABLE role_bindings DROP CONSTRAINT role_bindings_pkey;
ALTER TABLE role_bindings ADD PRIMARY KEY (tenant, role, group_name, scope_path);
ALTER TABLE role_bindings ADD CHECK ((scope = '') = (scope_path = ''));
ALTER TABLE role_bindings ADD CHECK (scope = '' OR role = 'help-desk');

-- Where each account is, so that a part of the directory is one range: the names from the root down, each ended by a zero
-- byte. Null until the next scan begins: whoever is limited to a part finds nobody by it.
ALTER TABLE directory_accounts ADD COLUMN path BYTEA;
CREATE INDEX directory_accounts_by_path ON directory_accounts (tenant, path, login, account_id) WHERE gone_at IS NULL;
