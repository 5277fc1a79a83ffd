/** {@code sql}: statements in a database of the file, all of them or none. */
package dev.caravan.step.sql;
