-- Security info that an administrator brought in.

-- `imported_at` is when an administrator brought it in, none for what its owner registered; `verified_at` is when its
-- owner confirmed that it is theirs, by the code that was sent to it.
ALTER TABLE methods ADD COLUMN imported_at BIGINT;
ALTER TABLE methods ADD COLUMN verified_at BIGINT;
