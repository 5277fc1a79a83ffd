package dev.caravan.traffic.router;

import dev.caravan.traffic.ConfFile;
import java.util.function.UnaryOperator;

/** The file of nginx' configuration that Caravan owns: a new text comes into force everywhere, or the old one is back. */
record NginxFile(ConfFile file, NginxProgram program, Probe probe) {
    /**
     * Writes the text, has it tested, reloads nginx and waits until the workers of before take nobody any more and the new
     * ones answer as the new generation does.
     *
     * @param undo takes back what was written beside the file
     * @param advice what else to look at, for what the listener answered instead
     * @throws dev.caravan.model.CaravanException TARGET_UNUSABLE when that did not come; what was there before is back then
     */
    void bring(String text, String generation, Runnable undo, UnaryOperator<String> advice) {
        String before = file.present();
        file.replace(text);
        RouterProgram.Said tested = program.test();
        if (tested.isBad()) {
            file.replace(before);
            undo.run();
            throw file.failed("nginx refuses it: " + tested.shown() + "; what was there before is back");
        }
        NginxWorkers old = program.workers();
        RouterProgram.Said reloaded = program.reload();
        String said = reloaded.isBad() ? reloaded.shown() : probe.settle(generation, old::takeNobody, () -> {});
        if (said == null) {
            return;
        }
        file.replace(before);
        undo.run();
        program.reload();
        throw file.failed("nginx did not come to obey it: " + probe.address() + " answered '" + said
                + "'; what was there before is back. See nginx' error log" + advice.apply(said));
    }
}
