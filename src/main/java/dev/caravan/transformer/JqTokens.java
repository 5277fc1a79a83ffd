package dev.caravan.transformer;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.thisptr.jackson.jq.internal.javacc.ExpressionParserConstants;
import net.thisptr.jackson.jq.internal.javacc.ExpressionParserTokenManager;
import net.thisptr.jackson.jq.internal.javacc.SimpleCharStream;
import net.thisptr.jackson.jq.internal.javacc.Token;

/**
 * What can be told of a jq program from its words: which functions and variables it uses, which numbers it names, and which
 * keys its result has. The tree of the library keeps its parts to itself, so its own lexer is asked.
 */
final class JqTokens implements ExpressionParserConstants {
    private final List<Token> tokens = new ArrayList<>();
    private final Set<String> defined = new HashSet<>();
    private final Set<String> bound = new HashSet<>();
    private final Set<String> called = new LinkedHashSet<>();
    private final Set<String> variables = new LinkedHashSet<>();
    private final Set<String> numbers = new LinkedHashSet<>();
    private boolean modules;

    /** Reads a program that compiles. */
    JqTokens(String program) {
        ExpressionParserTokenManager manager =
                new ExpressionParserTokenManager(new SimpleCharStream(new StringReader(program)));
        for (Token token = manager.getNextToken(); token.kind != EOF; token = manager.getNextToken()) {
            tokens.add(token);
        }
        new Walk().run();
    }

    /** The functions that are called and not defined by the program. */
    Set<String> functions() {
        Set<String> functions = new LinkedHashSet<>(called);
        functions.removeAll(defined);
        return functions;
    }

    /** The variables that are read and not bound by the program. */
    Set<String> variables() {
        Set<String> free = new LinkedHashSet<>(variables);
        free.removeAll(bound);
        return free;
    }

    /** The numbers as they are written. */
    Set<String> numbers() {
        return numbers;
    }

    /** True when it asks for other programs. */
    boolean usesModules() {
        return modules;
    }

    /** The keys of the result, when the program ends with one object whose keys are all written out; else nothing. */
    Optional<List<String>> resultKeys() {
        int from = lastStage();
        if (from >= tokens.size() || kind(from) != OPEN_BRACE) {
            return Optional.empty();
        }
        Set<String> keys = new LinkedHashSet<>();
        int depth = 0;
        for (int at = from; at < tokens.size(); at++) {
            int before = depth;
            depth += depthChange(kind(at));
            boolean keyFollows = before <= 1 && depth == 1 && (kind(at) == OPEN_BRACE || kind(at) == COMMA);
            if (keyFollows && kind(at + 1) != CLOSE_BRACE && !addKey(at + 1, keys)) {
                return Optional.empty();
            }
            if (depth == 0 && at < tokens.size() - 1) {
                return Optional.empty();
            }
        }
        return Optional.of(List.copyOf(keys));
    }

    /** Where the text behind the last pipe begins that stands in no brackets and in no condition. */
    private int lastStage() {
        int depth = 0;
        int from = 0;
        for (int at = 0; at < tokens.size(); at++) {
            depth += depthChange(kind(at));
            if (depth == 0 && (kind(at) == PIPE || kind(at) == SEMICOLON)) {
                from = at + 1;
            }
        }
        return from;
    }

    private boolean addKey(int at, Set<String> keys) {
        if (kind(at) == DOLLAR) {
            keys.add(tokens.get(at + 1).image);
            return true;
        }
        if (kind(at) != QUOTE) {
            keys.add(tokens.get(at).image);
            return kind(at) == IDENTIFIER || kind(at) >= KEYWORD_IF && kind(at) <= KEYWORD_MODULE;
        }
        StringBuilder key = new StringBuilder();
        int next = at + 1;
        while (kind(next) == VISIBLE_CHAR) {
            key.append(tokens.get(next++).image);
        }
        keys.add(key.toString());
        return kind(next) == ENDQUOTE;
    }

    private static int depthChange(int kind) {
        return switch (kind) {
            case OPEN_PAR, OPEN_BRACKET, OPEN_BRACE, OPEN_INTERP, KEYWORD_IF -> 1;
            case CLOSE_PAR, CLOSE_BRACKET, CLOSE_BRACE, KEYWORD_END -> -1;
            default -> 0;
        };
    }

    private int kind(int at) {
        return at >= 0 && at < tokens.size() ? tokens.get(at).kind : EOF;
    }

    /** Goes through the program once, knowing in which brackets it is. */
    private final class Walk {
        private final Deque<Integer> brackets = new ArrayDeque<>();
        private boolean pattern;
        private boolean parameters;

        void run() {
            for (int at = 0; at < tokens.size(); at++) {
                if (kind(at) != IDENTIFIER && isKey(at)) {
                    continue;
                }
                visit(at);
            }
        }

        private void visit(int at) {
            switch (kind(at)) {
                case OPEN_PAR, OPEN_BRACKET, OPEN_BRACE, OPEN_INTERP -> open(at);
                case CLOSE_PAR, CLOSE_BRACKET, CLOSE_BRACE -> brackets.poll();
                case KEYWORD_AS, KEYWORD_LABEL -> pattern = true;
                case PIPE -> pattern = false;
                case KEYWORD_DEF -> parameters = true;
                case COLON -> parameters &= !brackets.isEmpty();
                case KEYWORD_IMPORT, KEYWORD_INCLUDE, KEYWORD_MODULE -> modules = true;
                case INTEGER_LITERAL, FLOAT_LITERAL -> numbers.add(tokens.get(at).image);
                case IDENTIFIER -> identifier(at);
                default -> {
                    // Operators say nothing about names
                }
            }
        }

        private void open(int at) {
            pattern &= kind(at) != OPEN_PAR;
            brackets.push(kind(at));
        }

        private void identifier(int at) {
            String name = tokens.get(at).image;
            if (kind(at - 1) == DOLLAR) {
                (pattern || parameters ? bound : variables).add(name);
            } else if (parameters) {
                defined.add(name);
            } else if (!isKey(at) && kind(at - 1) != ATSIGN) {
                called.add(name);
            }
        }

        /** True for a key of an object that is written out: {@code {key: 1}} or {@code {key}}. */
        private boolean isKey(int at) {
            boolean inObject = !brackets.isEmpty() && brackets.peek() == OPEN_BRACE;
            boolean word = kind(at) == IDENTIFIER || kind(at) >= KEYWORD_IF && kind(at) <= KEYWORD_MODULE;
            return word && inObject && (kind(at - 1) == OPEN_BRACE || kind(at - 1) == COMMA);
        }
    }
}
