-- When a passage began to be taken back: deadlines of a rollback count from then.
ALTER TABLE passages ADD COLUMN rollback_begun TEXT;
