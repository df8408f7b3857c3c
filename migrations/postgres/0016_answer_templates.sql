-- Answers to begin with, for requests for help.

-- `built_in` names the answer from the start that the row takes the place of; `hidden` takes that one away. `body` holds
-- the texts by language as JSON; `revision` counts the changes.
CREATE TABLE answer_templates (
    id UUID PRIMARY KEY NOT NULL,
    tenant UUID NOT NULL REFERENCES tenants (id),
    built_in TEXT,
    hidden BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    body TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (tenant, built_in)
);
