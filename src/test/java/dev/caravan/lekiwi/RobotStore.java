package dev.caravan.lekiwi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import redis.clients.jedis.Jedis;

/** Where a service keeps its robots. Used by one thread at a time. */
interface RobotStore {
    /** One robot as users see it, alike on both sides; null for none. */
    JsonObject robot(String id) throws Exception;

    /** The names of all robots, sorted. */
    List<String> ids() throws Exception;

    /** A robot has told its status. */
    void heartbeat(String id, String status) throws Exception;

    /** A session; null for none. */
    JsonObject session(String id) throws Exception;

    /** All robots. */
    default JsonArray robots() throws Exception {
        JsonArray all = new JsonArray();
        for (String id : ids()) {
            all.add(robot(id));
        }
        return all;
    }

    /** The legacy store: hashes {@code robot:ID} and JSON texts {@code session:ID}. */
    record OfRedis(Jedis redis) implements RobotStore {
        @Override
        public JsonObject robot(String id) {
            JsonObject robot = new JsonObject().put("id", id);
            redis.hgetAll("robot:" + id).entrySet().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(field -> robot.put(field.getKey(), field.getValue()));
            return robot.size() == 1 ? null : robot;
        }

        @Override
        public List<String> ids() {
            return new ArrayList<>(new TreeSet<>(redis.keys("robot:*").stream()
                    .map(key -> key.substring("robot:".length()))
                    .toList()));
        }

        @Override
        public void heartbeat(String id, String status) {
            redis.hset("robot:" + id, "status", status);
        }

        @Override
        public JsonObject session(String id) {
            String text = redis.get("session:" + id);
            return text == null ? null : new JsonObject(text);
        }
    }

    /** v2's store: the tables of config/sql/lekiwi. */
    record OfPostgres(Connection database) implements RobotStore {
        static OfPostgres at(String url) throws SQLException {
            return new OfPostgres(DriverManager.getConnection(url));
        }

        @Override
        public JsonObject robot(String id) throws SQLException {
            String state = text("SELECT state FROM robots WHERE id = ?", id);
            if (state == null) {
                return null;
            }
            JsonObject robot = new JsonObject().put("id", id);
            new JsonObject(state)
                    .stream()
                            .sorted(java.util.Map.Entry.comparingByKey())
                            .forEach(field -> robot.put(field.getKey(), field.getValue()));
            return robot;
        }

        @Override
        public List<String> ids() throws SQLException {
            List<String> ids = new ArrayList<>();
            try (ResultSet rows =
                    database.createStatement().executeQuery("SELECT id FROM robots ORDER BY id COLLATE \"C\"")) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        }

        @Override
        public void heartbeat(String id, String status) throws SQLException {
            try (PreparedStatement update = database.prepareStatement(
                    "UPDATE robots SET status = ?, state = state || jsonb_build_object('status', ?::text),"
                            + " written_by = 'v2', updated_at = now() WHERE id = ?")) {
                update.setString(1, status);
                update.setString(2, status);
                update.setString(3, id);
                update.executeUpdate();
            }
        }

        @Override
        public JsonObject session(String id) throws SQLException {
            String data = text("SELECT data FROM sessions WHERE id = ? AND expires_at > now()", id);
            return data == null ? null : new JsonObject(data);
        }

        private String text(String query, String key) throws SQLException {
            try (PreparedStatement select = database.prepareStatement(query)) {
                select.setString(1, key);
                ResultSet rows = select.executeQuery();
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }
}
