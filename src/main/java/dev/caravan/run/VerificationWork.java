package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.KillPoint;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.VerificationStates;
import dev.caravan.verifier.CheckResult;
import dev.caravan.verifier.Repair;
import dev.caravan.verifier.Verification;
import dev.caravan.verifier.VerificationPlan;
import dev.caravan.verifier.VerifyOptions;
import dev.caravan.verifier.VerifyProgress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verification of one pipeline as its route drives it, a step at a time. Its state is kept every few seconds, so that a
 * killed process goes on where it was. With a repair it runs twice: once to mend, once to prove.
 */
final class VerificationWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationWork.class);
    private static final long SAVE_EVERY_NANOS = 3_000_000_000L;

    /** What was compared longer ago proves too little: the rows may have been changed since. */
    private static final Duration RESUMABLE = Duration.ofHours(1);

    private final Consumer<VerifyProgress> posted;
    private final PipelineName name;
    private final RunState state;
    private final VerificationStates states;
    private final String key;
    private final Supplier<VerificationPlan> plans;
    private final VerifyOptions options;
    private final SecureRandom random = new SecureRandom();
    private Verification verification;
    private boolean mending;
    private long saved = System.nanoTime();
    private long repaired;
    private String notice = "";

    /**
     * A verification that goes on from its kept state where there is one.
     *
     * @param posted is told how far it is after each step
     * @param key what the kept state belongs to: a state of other data is not gone on with
     * @param repair how to mend, or null
     */
    VerificationWork(
            Consumer<VerifyProgress> posted,
            PipelineName name,
            RunState state,
            String key,
            Supplier<VerificationPlan> plans,
            VerifyOptions options,
            Repair repair) {
        this.posted = posted;
        this.name = name;
        this.state = state;
        this.states = state.verifications();
        this.key = key;
        this.plans = plans;
        this.options = options;
        this.mending = repair != null;
        this.verification = mending ? begin(repair) : resume();
    }

    /** One step; true while there is more to do. */
    boolean step() {
        VerifyProgress progress = verification.step();
        KillPoint.pass("verify-step");
        posted.accept(progress);
        if (progress.done()) {
            return finish();
        }
        if (!mending && System.nanoTime() - saved > SAVE_EVERY_NANOS) {
            states.save(name, key, verification.state());
            saved = System.nanoTime();
        }
        return true;
    }

    boolean done() {
        return !mending && verification.progress().done();
    }

    List<CheckResult> results() {
        return verification.results();
    }

    /** Rows that were written or deleted to mend what differed. */
    long repaired() {
        return repaired;
    }

    /** What people should know of how it was done; empty where there is nothing. */
    String notice() {
        return notice;
    }

    @Override
    public void close() {
        verification.close();
    }

    /** A sentence about failed checks. */
    static String sentence(List<CheckResult> failed) {
        return failed.stream().map(VerificationWork::sentence).collect(Collectors.joining("; "));
    }

    private static String sentence(CheckResult result) {
        String where = result.table().isEmpty() ? result.check() : result.check() + " of " + result.table();
        boolean counted = result.missing() + result.extra() + result.different() + result.duplicates() > 0;
        String what = counted
                ? String.format(
                        Locale.ROOT,
                        "%,d missing, %,d extra, %,d different, %,d duplicated",
                        result.missing(),
                        result.extra(),
                        result.different(),
                        result.duplicates())
                : result.findings().stream()
                        .filter(finding -> !finding.kind().equals("notice"))
                        .limit(1)
                        .map(finding -> finding.where() + " " + finding.detail())
                        .collect(Collectors.joining());
        return where + " (" + what + ")";
    }

    private boolean finish() {
        states.delete(name, key);
        if (!mending) {
            return false;
        }
        repaired = verification.repaired();
        verification.close();
        mending = false;
        verification = begin(null);
        return true;
    }

    private Verification begin(Repair repair) {
        return Verification.begin(plans.get(), options, repair, random::nextLong, System::nanoTime);
    }

    private Verification resume() {
        return states.load(name, key, state.clock().instant().minus(RESUMABLE))
                .map(this::resume)
                .orElseGet(() -> begin(null));
    }

    private Verification resume(VerificationStates.Kept kept) {
        try {
            Verification resumed = Verification.resume(plans.get(), options, null, kept.state(), System::nanoTime);
            notice = "the verification that was cut off at " + kept.saved()
                    + " went on; what it had compared by then was" + " not compared again";
            return resumed;
        } catch (CaravanException unusable) {
            LOG.info("verification of {} begins anew: {}", name.pipeline(), unusable.getMessage());
            states.delete(name, key);
            return begin(null);
        }
    }
}
