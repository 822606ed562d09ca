-- Roles are cluster-wide: several databases of one cluster (tests) share them, so they are made idempotently.
-- `src/migrate.ts` gives them LOGIN and the passwords of the URLs it was given.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['prosaas_app', 'prosaas_system', 'prosaas_auth'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT', role_name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END LOOP;
END
$$;
