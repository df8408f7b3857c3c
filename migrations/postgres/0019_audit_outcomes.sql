-- What did not go well is rare and looked for most: found without reading what went well.
CREATE INDEX audit_events_outcome ON audit_events (tenant, outcome, seq) WHERE outcome <> 'success';
CREATE INDEX audit_events_kind_outcome ON audit_events (tenant, kind, outcome, seq) WHERE outcome <> 'success';
