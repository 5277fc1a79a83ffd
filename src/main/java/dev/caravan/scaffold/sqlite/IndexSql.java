package dev.caravan.scaffold.sqlite;

import dev.caravan.scaffold.SqlToken;
import java.util.ArrayList;
import java.util.List;

/**
 * What only the statement that made an index tells: its expressions and its condition.
 *
 * @param parts one for each part, without its order and collation
 * @param where empty for all rows
 */
record IndexSql(List<List<SqlToken>> parts, List<SqlToken> where) {
    static IndexSql of(String sql) {
        List<SqlToken> tokens = SqlToken.of(sql);
        int on = 0;
        while (on < tokens.size() && !tokens.get(on).is("on")) {
            on++;
        }
        int open = on;
        while (open < tokens.size() && !tokens.get(open).is("(")) {
            open++;
        }
        if (open >= tokens.size()) {
            return new IndexSql(List.of(), List.of());
        }
        int behind = SqlToken.behind(tokens, open);
        List<List<SqlToken>> parts = new ArrayList<>();
        SqlToken.parts(tokens.subList(open + 1, behind - 1)).forEach(part -> parts.add(bare(part)));
        boolean some = behind < tokens.size() && tokens.get(behind).is("where");
        return new IndexSql(parts, some ? tokens.subList(behind + 1, tokens.size()) : List.of());
    }

    private static List<SqlToken> bare(List<SqlToken> part) {
        int end = part.size();
        if (end > 1 && (part.get(end - 1).is("asc") || part.get(end - 1).is("desc"))) {
            end--;
        }
        if (end > 2 && part.get(end - 2).is("collate")) {
            end -= 2;
        }
        return part.subList(0, end);
    }
}
