package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.RejectCode;
import dev.caravan.repository.RejectCount;
import dev.caravan.validator.AcceptanceBar;
import dev.caravan.verifier.CheckResult;
import dev.caravan.verifier.Outcome;
import java.util.List;

/** Says whether a pipeline may be called done; throws the reason where it may not. */
final class Judge {
    private final String id;
    private final PipelineRun run;

    /**
     * A judge of one pipeline.
     *
     * @param id the pipeline's name for messages
     */
    Judge(String id, PipelineRun run) {
        this.id = id;
        this.run = run;
    }

    /**
     * Looks whether enough was accepted and every file was read to its end.
     *
     * @throws CaravanException NO_GO
     */
    void accepted(String verb, RejectBook book) {
        AcceptanceBar.Judgement judgement = run.bar().judge(run.counts(), run.children());
        long broken = Math.max(run.broken(), brokenFiles(book));
        if (judgement.go() && broken == 0) {
            return;
        }
        String reason = judgement.go()
                ? (broken == 1 ? "1 file" : broken + " files")
                        + " could not be read to the end, so nobody knows what was in there"
                : "too little " + verb + ": " + judgement.sentence();
        throw new CaravanException(
                ErrorCode.NO_GO,
                id,
                reason + "; look at the rejects in " + book.file()
                        + ", mend the mapping or the rules and 'replay', or mend"
                        + " the source and 'run' it with --fresh: rows that are there are skipped");
    }

    /**
     * Looks what verification found.
     *
     * @throws CaravanException NO_GO when a check failed
     */
    void verified(List<CheckResult> results) {
        List<CheckResult> failed = results.stream()
                .filter(result -> result.outcome() == Outcome.FAIL)
                .toList();
        if (!failed.isEmpty()) {
            throw new CaravanException(
                    ErrorCode.NO_GO,
                    id,
                    "verification failed: " + VerificationWork.sentence(failed)
                            + "; look at the report, mend the cause, and 'verify --repair' copies again what differs, with --delete-extra it"
                            + " removes what is only in the target");
        }
    }

    /** Sums that do not come out even, one sentence each. */
    List<String> contradictions(RejectBook book) {
        return Balance.contradictions(run.pipeline().name(), run.counts(), run.travelled(), book.counts());
    }

    /**
     * Refuses to call a run done whose sums do not come out even, whatever else went well.
     *
     * @throws CaravanException COUNTS_DIFFER
     */
    void even(List<String> contradictions) {
        if (!contradictions.isEmpty()) {
            throw new CaravanException(
                    ErrorCode.COUNTS_DIFFER,
                    id,
                    String.join("; ", contradictions)
                            + "; name the state folder of the earlier runs with --state, or start over with --fresh:"
                            + " equal rows are skipped, and every reject is found again");
        }
    }

    /** Files whose remainder is among the rejects, from earlier runs too: they stand for an unknown number of records. */
    private static long brokenFiles(RejectBook book) {
        return book.counts().stream()
                .filter(count -> count.code().equals(RejectCode.BROKEN_FILE.code()))
                .mapToLong(RejectCount::records)
                .sum();
    }
}
