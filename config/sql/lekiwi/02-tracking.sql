-- How both systems answer, a row a request or a sample; what operators ask of it stands below as views.

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
