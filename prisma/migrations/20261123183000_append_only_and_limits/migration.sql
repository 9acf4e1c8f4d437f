-- The event store only grows: whoever holds the application's own connection cannot rewrite it either.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of "%" are added and never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON "EventRecord"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Counters of attempts, in the form rate-limiter-flexible keeps them. Outside public, where Prisma would see drift.
CREATE SCHEMA limits;
CREATE TABLE limits.attempt (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
