package dev.caravan.system.postgresql;

import dev.caravan.system.postgresql.type.Codec;

/**
 * One column that is written.
 *
 * @param cell where its values are in a row of the buffer
 * @param binary false where the codec makes the text form, which the server still has to read
 */
record WrittenColumn(PgColumn column, int cell, Codec codec, boolean binary) {}
