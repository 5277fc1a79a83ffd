-- How both systems answer, a row a request that was sent to them side by side; what operators ask of it stands below.

CREATE TABLE IF NOT EXISTS migration_tracking (
    id            bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    system        text NOT NULL,
    response_time double precision NOT NULL, -- milliseconds
    "timestamp"   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS migration_tracking_timestamp ON migration_tracking ("timestamp");

CREATE OR REPLACE VIEW robot_distribution AS
SELECT system, count(*) AS robot_count, avg(response_time) AS avg_response
FROM migration_tracking
WHERE "timestamp" > now() - interval '10 minutes'
GROUP BY system;

-- Queries that take longer than 100 ms on average, the slowest ten first; or why nobody knows.
CREATE OR REPLACE FUNCTION slow_queries() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    slow text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements') THEN
        RETURN 'not known: CREATE EXTENSION pg_stat_statements';
    END IF;
    EXECUTE 'SELECT string_agg(shown, chr(10)) FROM (SELECT round(mean_exec_time) || '' ms, '' || calls || '' times: '' || left(query, 200) AS shown '
        'FROM pg_stat_statements WHERE mean_exec_time > 100 ORDER BY mean_exec_time DESC LIMIT 10) AS slowest' INTO slow;
    RETURN coalesce(slow, 'none above 100 ms');
EXCEPTION WHEN object_not_in_prerequisite_state THEN
    RETURN 'not known: add pg_stat_statements to shared_preload_libraries';
END $$;
