-- Two roles: one brings the database to a release, one runs it. Run as the owner of the database,
-- after `safeconduct migrate` and again after each release. Give both roles a password yourself.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'safeconduct_app') THEN
        CREATE ROLE safeconduct_app LOGIN;
    END IF;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO safeconduct_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO safeconduct_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO safeconduct_app;

-- What was done stays done: rows are added and read, never changed.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, audit_checkpoint FROM safeconduct_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM safeconduct_app;
