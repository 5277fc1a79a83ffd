package dev.caravan.settings;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What {@code caravan.serve.*} says of the long-running process.
 *
 * @param inbox the folder for dropped files; a relative one begins in the working folder
 * @param runs how many runs at once; more wait for one of these to end
 * @param settle how long a dropped file must stay as it is before it counts as complete
 * @param patience how long a file that cannot be parsed may stay unchanged before it is refused
 */
public record ServeSettings(Path inbox, int runs, Duration settle, Duration patience) {}
