-- When the upstream last told something new of the object, or was asked about it: a withdrawal on its way is asked about
-- again after some time, as webhooks get lost.
ALTER TABLE mirrored_objects RENAME COLUMN updated_at TO checked_at;
