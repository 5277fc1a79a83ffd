package dev.caravan.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Mapping;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * Adds a column to the rows of another mapping: a text that a jq program makes of each row. A row without one, or with nothing
 * but white space in it, is rejected.
 */
final class TextMapping implements Mapping {
    private final Mapping inner;
    private final String column;
    private final JqProgram program;
    private final MappingContext context;

    TextMapping(Mapping inner, String column, String program, MappingContext context) {
        this.inner = inner;
        this.column = column;
        this.program = new JqProgram(program, new Refusals(context));
        this.context = context;
    }

    @Override
    public void apply(Chunk chunk) {
        inner.apply(chunk);
        new Run(chunk).run();
    }

    /** The work on one chunk. */
    private final class Run {
        private final Chunk chunk;
        private final RowBuffer from;
        private final RowBuffer into;
        private final RowJson source;
        private final RecordState state;
        private final JsonCursor cursor = new JsonCursor();
        private final JsonTree tree = new JsonTree();
        private final Scope scope = program.newScope();
        private final List<JsonNode> items = new ArrayList<>();
        private JsonNode result;

        Run(Chunk chunk) {
            this.chunk = chunk;
            this.from = chunk.rows();
            List<String> columns = new ArrayList<>(from.columns());
            columns.add(column);
            this.into = new RowBuffer(columns, from.rows(), from.rows() * 256);
            this.source = new RowJson(new RowRecords(context.table().name(), from, new int[0], 0));
            this.state = new RecordState(context, chunk.records());
            JqVariables.set(scope, context, state);
        }

        void run() {
            for (int row = 0; row < from.rows(); row++) {
                int record = from.record(row);
                if (chunk.pending(record)) {
                    settle(row, record);
                }
            }
            chunk.transformed(into, items, chunk.children());
        }

        private void settle(int row, int record) {
            try {
                byte[] text = text(row, record);
                into.beginRow(record);
                for (int cell = 0; cell < from.columns().size(); cell++) {
                    into.addCopy(from, row, cell);
                }
                into.addBytes(CellType.TEXT, text);
                into.endRow();
                if (!chunk.items().isEmpty()) {
                    items.add(chunk.items().get(row));
                }
            } catch (RecordProblem problem) {
                reject(record, problem.code(), problem.getMessage());
            } catch (JsonQueryException failure) {
                reject(record, RejectCode.MAPPING_FAILED, "the text to embed: " + JqFailure.words(failure));
            } catch (StackOverflowError e) {
                reject(record, RejectCode.MAPPING_FAILED, "the text to embed: the program calls itself without an end");
            }
        }

        private byte[] text(int row, int record) throws JsonQueryException {
            source.read(row, cursor);
            JsonNode in = tree.read(cursor, cursor.next());
            cursor.next();
            if (in instanceof ObjectNode object) {
                source.addBytes(row, object);
            }
            state.atRecord(record, new Slice[0]);
            result = null;
            program.run(scope, in, this::take);
            if (result == null
                    || result.isNull()
                    || result.isTextual() && result.textValue().isBlank()) {
                throw new RecordProblem(RejectCode.MISSING_TEXT, "there is no text to embed");
            }
            if (!result.isTextual()) {
                throw new RecordProblem(
                        RejectCode.BAD_TYPE, "the program gives no text to embed, but a " + result.getNodeType());
            }
            return NodeWriter.utf8(result.textValue());
        }

        private void take(JsonNode out) {
            if (result != null) {
                throw new RecordProblem(
                        RejectCode.MULTIPLE_RESULTS, "the program gave more than one text to embed for the record");
            }
            result = out;
        }

        private void reject(int record, RejectCode code, String reason) {
            into.abandonRow();
            chunk.reject(record, code.code(), Transformer.STAGE, reason);
        }
    }
}
