package dev.caravan.system.files;

import java.nio.file.Path;

/**
 * Something below the folder that a glob matches.
 *
 * @param id its path relative to the folder, with {@code /} between its parts
 * @param path where it is; its folder is real, it may itself be a link
 * @param stamp what it looked like when it was found
 */
record FoundFile(String id, Path path, FileStamp stamp) {}
