/** Reads the tables of a PostgreSQL database. */
package dev.caravan.scaffold.postgresql;
