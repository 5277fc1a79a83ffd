package dev.caravan.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Locale;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** What a script does, a program of its own: asks for each key's hash and expiry, and inserts in batches. */
final class KeyByKey {
    private static final int BATCH = 1000;

    private KeyByKey() {}

    /**
     * Copies, and prints how many rows, then in how many seconds.
     *
     * @param arguments the URLs of both databases
     */
    public static void main(String[] arguments) throws SQLException, JsonProcessingException {
        try (Jedis redis = new Jedis(arguments[0]);
                Connection connection = DriverManager.getConnection(arguments[1]);
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO sessions VALUES (?, 'hash', ?::json, ?)")) {
            connection.setAutoCommit(false);
            long began = System.nanoTime();
            long rows = copy(redis, insert);
            connection.commit();
            System.out.printf(Locale.ROOT, "%d %.6f%n", rows, (System.nanoTime() - began) / 1e9);
        }
    }

    private static long copy(Jedis redis, PreparedStatement insert) throws SQLException, JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        ScanParams params = new ScanParams().match("session:*").count(BATCH);
        String cursor = ScanParams.SCAN_POINTER_START;
        long rows = 0;
        do {
            ScanResult<String> page = redis.scan(cursor, params);
            for (String key : page.getResult()) {
                insert.setString(1, key);
                insert.setString(2, json.writeValueAsString(redis.hgetAll(key)));
                insert.setTimestamp(3, new Timestamp(redis.pexpireTime(key)));
                insert.addBatch();
                rows++;
            }
            insert.executeBatch();
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return rows;
    }
}
