/**
 * The types of PostgreSQL: how a value of each travels between a cell and COPY's binary form, exactly, or with a reason why it
 * does not. May use the model, Jackson's parser and nothing of the driver; {@link dev.caravan.system.postgresql.type.Codecs}
 * is the door.
 */
package dev.caravan.system.postgresql.type;
