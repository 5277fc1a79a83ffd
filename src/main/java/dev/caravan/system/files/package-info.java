/**
 * The kind {@code files}: JSON arrays, single objects and newline-delimited JSON, plain or gzipped, below one folder. A
 * source only. May use {@code model} and {@code spi}.
 *
 * <p>From the outside in: {@link dev.caravan.system.files.FilesSystem} makes a {@code FilesSource}; a {@code FileFinder} with
 * its {@code Glob}s tells which files are partitions; a {@code SourceFile} guards that a file stays what it was; a
 * {@code PartitionReader} holds one open; a {@code RecordFramer} cuts its bytes, seen through a {@code Window}, into records.
 * Records are cut, never parsed: that is the mapping's work.
 */
package dev.caravan.system.files;
