DO $$ BEGIN CREATE ROLE reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;;
CREATE SCHEMA app;;
CREATE DOMAIN app.code AS varchar(8) DEFAULT 'x' CHECK (VALUE IN ('a','b') OR (VALUE BETWEEN 'c' AND 'e' AND length(VALUE) < 5));;
CREATE DOMAIN posn AS numeric(10,2) DEFAULT -1.5 NOT NULL CONSTRAINT big CHECK (VALUE > -2 AND VALUE BETWEEN -2 AND 100.5);;
CREATE TYPE mood AS ENUM ('sad','ok');;
CREATE TABLE t (a int, b text, c varchar(10) DEFAULT 'abc', d date DEFAULT '2020-01-01', e numeric(10,2) DEFAULT 0,
    f char(3) DEFAULT 'xy', g interval DEFAULT '1 day'::interval + '2 hours', h timestamptz DEFAULT (now() AT TIME ZONE 'UTC'), m mood DEFAULT 'ok', n app.code,
    arr text[] DEFAULT ARRAY['a','b'], arr2 varchar(5)[] DEFAULT '{x,y}', j jsonb DEFAULT '{}' ,
    i2 int DEFAULT -1, bg bigint DEFAULT 5, r real DEFAULT 1.5, bo bool DEFAULT 't',
    gen int GENERATED ALWAYS AS (CASE WHEN a BETWEEN 1 AND 5 AND b IN ('x','y') THEN a ELSE -a END) STORED,
    gen2 text GENERATED ALWAYS AS (coalesce(c,'n') || 'q'::varchar) STORED,
    genv text GENERATED ALWAYS AS (b || 'z') VIRTUAL, CHECK (c IN ('a','b','c')),
    CHECK (c NOT IN ('z','zz') AND a BETWEEN 1 AND 10 AND b <> ''), CHECK (f IN ('a','b')),
    CHECK ((a,b) IS DISTINCT FROM (1,'x')), CHECK ((a,b,c) IS DISTINCT FROM (1,'x','y')),
    CHECK ((a,b,c) IS NOT DISTINCT FROM (1,'x','y') OR true), CHECK ((a,b) < (5,'z')),
    CHECK ((a,b,c) = (1,'a','b') OR (a,b,c) <> (2,'b','c') AND (a,b,c) IS NOT DISTINCT FROM (2,'b','c')),
    CHECK (ROW(a,b) IS NOT NULL), CHECK (d BETWEEN SYMMETRIC '2020-01-01' AND '2010-01-01'),
    CHECK (a NOT BETWEEN 3 AND 4 OR a IS NULL), CHECK (m IN ('sad','ok')), CHECK (m = ANY('{sad,ok}')),
    CHECK (c LIKE 'a%' OR c ILIKE 'b_' OR c SIMILAR TO '(a|b)%' OR b ~ '^x$'), CHECK (e > 0 AND e < 1e5 OR e = -1),
    CHECK (NOT (a > 1 AND (b = 'x' OR c = 'y') AND (d > '2020-01-01' AND d < '2030-01-01'))),
    CHECK (j ? 'x' OR j->>'a' IN ('b','c')), CHECK (extract(year from d) > 2000),
    CHECK (substring(b from 1 for 2) = 'ab' OR position('x' in b) > 0 OR trim(both 'x' from b) <> '' OR overlay(b placing 'x' from 1) <> ''),
    CHECK (c::text = 'x' OR c = 'y'::text), CHECK (a = ANY (ARRAY[1,2]) AND a <> ALL ('{3,4}'::int[])),
    CHECK (bg IN (1, 2, 99999999999)), CHECK ((mood 'ok', 1) < (m, a)), CHECK (r IN (1, 2.5)), CHECK (e IN (1,2.5)),
    CHECK (c IS NOT NULL AND (c = 'x') IS TRUE AND (a > 1) IS NOT FALSE),
    CHECK (coalesce(a, 0) + nullif(a, 1) * 2 - (3 - a) > greatest(a, 1)), CHECK (b COLLATE "C" < 'x'),
    CHECK (arr[1] = 'x' AND arr[1:2] <> '{}' AND arr && ARRAY['q'] AND c = ANY (arr)));;
CREATE TABLE u (a int, b text, c varchar(10) CHECK (c::text = ANY (ARRAY['m'::varchar, 'n'::varchar]::text[])),
    CHECK (c IN ('a','b') AND (b BETWEEN 'a' AND 'b' AND a BETWEEN 1 AND 2)));;
CREATE TABLE plain (id int primary key, x text);;
CREATE INDEX ix1 ON t (lower(b), (a + 1) DESC NULLS LAST)
    WHERE c IN ('a','b') AND a BETWEEN 1 AND 2 AND b IS NOT NULL;;
CREATE INDEX ix2 ON t ((CASE WHEN a BETWEEN 1 AND 2 AND b = 'x' THEN 1 END));;
CREATE INDEX ix3 ON t (b text_pattern_ops, c COLLATE "C") INCLUDE (a) WITH (fillfactor = 70);;
CREATE UNIQUE INDEX ix4 ON t (a) NULLS NOT DISTINCT WHERE (a,b,c) IS DISTINCT FROM (1,'x','y');;
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;;
CREATE FUNCTION atomic(x int, y varchar) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN x BETWEEN 1 AND 2 AND y IN ('a','b') THEN 1 ELSE -1 END; SELECT a
    FROM t WHERE (a,b,c) IS DISTINCT FROM (x,'x','y') AND c IN ('a','b'); END;;
CREATE FUNCTION ret(x int DEFAULT -1, y varchar DEFAULT 'q', z text[] DEFAULT ARRAY['a','b']::varchar[]) RETURNS int LANGUAGE sql RETURN x + 1;;
CREATE PROCEDURE prc(INOUT x int DEFAULT 3) LANGUAGE plpgsql AS $$ BEGIN x := 1; END $$;;
CREATE TRIGGER g1 BEFORE UPDATE ON t FOR EACH ROW WHEN ((OLD.a,OLD.b,OLD.c) IS DISTINCT FROM (NEW.a,NEW.b,NEW.c)) EXECUTE FUNCTION trg();;
CREATE TRIGGER g2 BEFORE UPDATE OF a, b ON t FOR EACH ROW WHEN (OLD.d IS DISTINCT FROM NEW.d AND NEW.a BETWEEN 1 AND 3 AND NEW.c IN ('a','b')) EXECUTE FUNCTION trg('x','it''s');;
CREATE TRIGGER g3 AFTER INSERT ON t REFERENCING NEW TABLE AS nt FOR EACH STATEMENT EXECUTE FUNCTION trg();;
CREATE CONSTRAINT TRIGGER g4 AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((NEW.a,NEW.b) IS DISTINCT FROM (1,'x')) EXECUTE FUNCTION trg();;
CREATE VIEW v1 AS SELECT a, b FROM t
    WHERE c IN ('a','b') AND a BETWEEN 1 AND 2 AND (b,c,d) IS DISTINCT FROM ('x','y',DATE '2020-01-01');;
CREATE VIEW v2
    AS SELECT x.*, y.b AS yb, count(*) OVER (PARTITION BY x.a ORDER BY x.b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS nn
    FROM t x LEFT JOIN u y USING (a) WHERE x.c::text IN ('q','r');;
CREATE VIEW v3 AS (SELECT 1 AS one UNION SELECT 2) UNION ALL (SELECT 3 UNION SELECT a FROM t ORDER BY 1 LIMIT 2);;
CREATE VIEW v4 AS WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r
    WHERE n BETWEEN 1 AND 5 AND n IN (1,2,3)) SELECT n, 'lit', NULL AS nul, ARRAY(SELECT a
    FROM t) AS ar, (SELECT max(a) FROM u) FROM r;;
CREATE VIEW v5 WITH (security_barrier) AS SELECT * FROM plain WHERE x = 'y' WITH LOCAL CHECK OPTION;;
CREATE VIEW v6
    AS SELECT a, sum(e) FILTER (WHERE c IN ('a','b') AND a BETWEEN 1 AND 2) AS s, string_agg(b, ',' ORDER BY b)
    FROM t GROUP BY GROUPING SETS ((a), ()) HAVING count(*) > 1 AND sum(e) BETWEEN 1 AND 2;;
CREATE VIEW v7 AS SELECT x.id, p.x FROM plain x, LATERAL (SELECT * FROM plain q
    WHERE q.id = x.id AND q.id BETWEEN 1 AND 2) p CROSS JOIN generate_series(1, 3) WITH ORDINALITY AS gs(v, o);;
CREATE VIEW v8
    AS SELECT id, (x || 'a')::varchar(5) AS y, x::char(2) AS z, id::numeric(5,1) AS k, CAST('1' AS int) AS one, '2020-01-01'::timestamp::date AS dd FROM plain;;
CREATE VIEW v9
    AS SELECT b1, one, tt.b FROM v1 NATURAL JOIN v8 JOIN (u AS uu(a1, b1) JOIN t tt ON uu.a1 = tt.a) ON tt.a = one;;
CREATE VIEW v10 AS SELECT EXISTS (SELECT 1 FROM t
    WHERE a IN (SELECT id FROM plain)) AS ex, a NOT IN (SELECT id FROM plain) AS ni, (a, b) IN (SELECT id, x FROM plain) AS ri, CASE a WHEN 1 THEN 'x' ELSE b END AS cs, CURRENT_DATE AS cd, now() - interval '1 day' AS ago, xmlelement(name foo, b) AS xm, row_to_json(t.*) AS rj, t AS whole, (t).a AS ta
    FROM t;;
CREATE MATERIALIZED VIEW mv AS SELECT a, c FROM t WHERE c IN ('x','y') AND a BETWEEN 1 AND 2 AND b = 'x' WITH DATA;;
CREATE VIEW v11 AS SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b DESC NULLS LAST LIMIT 10 OFFSET 1;;
CREATE VIEW v12 AS SELECT a FROM t
    WHERE (a = 1 OR (a = 2 OR (a = 3 OR b = 'x'))) AND (a > 0 AND (a > 1 AND NOT (NOT b = 'z')));;
CREATE VIEW v13 AS TABLE plain;;
CREATE VIEW v14 AS VALUES (1, 'a'::varchar), (2, 'b');;
CREATE VIEW v15 AS SELECT json_value(j, '$.a' RETURNING int DEFAULT 1 ON EMPTY) AS jv, json_exists(j, '$.b') AS je
    FROM t;;
CREATE FUNCTION of_rows(p plain) RETURNS text LANGUAGE sql AS 'SELECT p.x';;
CREATE FUNCTION some_rows() RETURNS SETOF plain LANGUAGE sql STABLE AS 'SELECT * FROM plain';;
CREATE FUNCTION many(plain[]) RETURNS SETOF v1 LANGUAGE sql STABLE AS 'SELECT * FROM v1';;
CREATE FUNCTION secret() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';;
REVOKE ALL ON FUNCTION secret() FROM PUBLIC;;
CREATE FUNCTION app.helper(x text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT x <> ''''';;
CREATE TABLE app.own (id int GENERATED ALWAYS AS IDENTITY, x text CHECK (app.helper(x)), y text);;
CREATE TABLE app.own2 (y text PRIMARY KEY, z int[] CHECK (z <@ (ARRAY[ARRAY[1,2],ARRAY[3,4]])::int[] AND (ARRAY['a'::varchar,'b;(']::varchar(5)[])[1] = 'a'));;
CREATE RULE r1 AS ON INSERT TO plain WHERE NEW.id BETWEEN 1 AND 2 AND NEW.x IN ('a','b')
    DO ALSO INSERT INTO app.own2(y) VALUES ('it''s (x');;
CREATE RULE r2 AS ON UPDATE TO v13 DO INSTEAD (UPDATE plain SET x = NEW.x
    WHERE id = OLD.id AND (OLD.id,OLD.x,OLD.id) IS DISTINCT FROM (NEW.id,NEW.x,1); DELETE FROM app.own2
    WHERE y IN ('u','v'));;
CREATE RULE r3 AS ON DELETE TO v13 DO INSTEAD NOTHING;;
ALTER TABLE plain DISABLE RULE r1;;
ALTER TABLE t DISABLE TRIGGER g1;;
ALTER TABLE t ENABLE ALWAYS TRIGGER g3;;
ALTER TABLE plain REPLICA IDENTITY FULL;;
CREATE STATISTICS st (ndistinct) ON a, b FROM t;;
CREATE VIEW v16 WITH (security_invoker, security_barrier) AS SELECT * FROM plain
    WHERE id > 1 WITH CASCADED CHECK OPTION;;
CREATE MATERIALIZED VIEW mv2 AS SELECT 1 AS a WITH NO DATA;;
COMMENT ON FUNCTION secret() IS 'it''s secret';;
COMMENT ON TRIGGER g1 ON t IS 'x';;
COMMENT ON CONSTRAINT t_check ON t IS 'check';;
COMMENT ON TYPE mood IS 'm';;
COMMENT ON DOMAIN posn IS 'm';;
COMMENT ON SCHEMA app IS 'm';;
COMMENT ON INDEX ix1 IS 'm';;
COMMENT ON RULE r1 ON plain IS 'm';;
COMMENT ON VIEW v1 IS 'm';;
COMMENT ON COLUMN v1.a IS 'm';;
COMMENT ON STATISTICS st IS 'm';;
GRANT SELECT ON plain TO reader WITH GRANT OPTION;;
CREATE VIEW v17 AS SELECT a FROM t
    WHERE (a = 1 AND b = 'x' OR c = 'y' AND d > now()) AND NOT (a = 2 OR a = 3) AND (a BETWEEN 1 AND 2 OR a BETWEEN 3 AND 4 OR NOT a BETWEEN 5 AND 6);;
CREATE VIEW v18 AS SELECT x.a
    FROM t x JOIN u y ON x.a = y.a AND x.b BETWEEN y.b AND y.c AND y.c IN ('k','l') LEFT JOIN plain ON (x.a, x.b, x.c) IS NOT DISTINCT FROM (plain.id, plain.x, 'q');;
CREATE TRIGGER iv INSTEAD OF INSERT ON v18 FOR EACH ROW EXECUTE FUNCTION trg();;
CREATE TABLE gt (p point, tr int4range, EXCLUDE USING gist (tr WITH &&)
    WHERE (p IS NOT NULL AND lower(tr) BETWEEN 1 AND 2 AND upper(tr) > 5));;
CREATE TABLE "We""ird (AND" ("a AND b" text DEFAULT 'x AND (y)' CHECK ("a AND b" BETWEEN 'AND' AND '(' AND "a AND b" IN (')','"')));;
CREATE FUNCTION even(x int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT x % 2 = 0';;
CREATE DOMAIN evens AS int CHECK (even(VALUE) AND VALUE BETWEEN 2 AND 8 AND VALUE IN (2, 4, 6));;
CREATE TYPE pair AS (one evens, two mood);;
CREATE DOMAIN pairs AS pair CHECK ((VALUE).one > 0);;
CREATE FUNCTION first(p pairs) RETURNS evens LANGUAGE sql IMMUTABLE AS 'SELECT (p).one';;
CREATE TABLE paired (p pairs DEFAULT ROW(2, 'ok')::pair, f int GENERATED ALWAYS AS (first(p)) STORED, CHECK (even(first(p))));;
